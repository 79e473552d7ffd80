import { z } from "zod";
import type { Json } from "../../json.js";
import { type ErrorFormat, type HttpErrorCode, STAR_ERROR_FORMAT } from "./http-error.js";
import { createRoute, type Route } from "./route.js";

interface OpenApiOptions {
  readonly title: string;
  readonly description: string;
  readonly routes: readonly Route[];
  /** True if requests must carry a token. */
  readonly needsToken: boolean;
  readonly errorFormat?: ErrorFormat | undefined;
}

/** Error codes of every route. */
const COMMON_ERRORS: readonly HttpErrorCode[] = ["METHOD_NOT_ALLOWED", "SERVER_FAILED"];
/** Error codes of every route with a request body. */
const BODY_ERRORS: readonly HttpErrorCode[] = [
  "BODY_NOT_JSON",
  "BODY_TOO_LARGE",
  "CONTENT_TYPE_UNSUPPORTED",
];

/** Creates the route `GET /openapi.json`, which describes the given routes. */
export function openApiRoute(options: OpenApiOptions): Route {
  const document = createOpenApi(options);
  return createRoute({
    method: "get",
    path: "/openapi.json",
    operationId: "describe",
    summary: "This description.",
    output: z.looseObject({}),
    handle: () => document,
  });
}

/** Describes routes as OpenAPI 3.1, from the schemas that validate their input. */
function createOpenApi({
  title,
  description,
  routes,
  needsToken,
  errorFormat = STAR_ERROR_FORMAT,
}: OpenApiOptions) {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method]: operation(route, needsToken, errorFormat),
    };
  }
  return {
    openapi: "3.1.0",
    info: { title, description, version: "1.0.0" },
    paths,
    ...(needsToken && {
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
      security: [{ bearer: [] }],
    }),
  };
}

function operation(route: Route, needsToken: boolean, errorFormat: ErrorFormat): Json {
  const { operationId, summary, path, method, input, errors } = route;
  const access: HttpErrorCode = needsToken ? "UNAUTHORIZED" : "HOST_REFUSED";
  const codes = [...errors, access, ...COMMON_ERRORS, ...(method === "post" ? BODY_ERRORS : [])];
  return {
    operationId,
    summary,
    parameters: [...pathParameters(path), ...(method === "post" ? [] : queryParameters(input))],
    ...(method === "post" && { requestBody: { required: true, content: json(input, "input") } }),
    responses: {
      200: { description: "Done.", content: contentOf(route) },
      ...describeErrors(codes, errorFormat),
    },
  };
}

function contentOf({ output, mediaType, events }: Route): Json {
  return {
    [mediaType]: { schema: jsonSchema(output, "output") },
    ...(events && { "text/event-stream": { schema: jsonSchema(events, "output") } }),
  };
}

function describeErrors(
  codes: readonly HttpErrorCode[],
  { schema, statusOf }: ErrorFormat,
): Record<string, Json> {
  const statuses = [...new Set(codes.map(statusOf))];
  const describe = (status: number): Json => ({
    description: codes.filter((code) => statusOf(code) === status).join(" or "),
    content: json(schema, "output"),
  });
  return Object.fromEntries(statuses.map((status) => [status, describe(status)]));
}

function json(schema: z.ZodType, io: "input" | "output"): Json {
  return { "application/json": { schema: jsonSchema(schema, io) } };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(input: z.ZodType): Json[] {
  if (!(input instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(input.shape).map(([name, schema]) => ({
    name,
    in: "query",
    required: !schema.safeParse(undefined).success,
    schema: jsonSchema(schema, "input"),
  }));
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return z.json().parse(rest);
}
