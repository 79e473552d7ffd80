import { z } from "zod";
import type { Json } from "../../json.js";
import { type RefusalCode, type RefusalForm, STAR_FORM } from "./refusal.js";
import type { Route } from "./route.js";

export interface OpenApiOptions {
  readonly title: string;
  readonly description: string;
  readonly routes: readonly Route[];
  /** Whether requests must carry a token. */
  readonly needsToken: boolean;
  readonly form?: RefusalForm | undefined;
}

/** What any request may meet, and any request with a body. */
const COMMON: readonly RefusalCode[] = ["METHOD_NOT_ALLOWED", "SERVER_FAILED"];
const OF_BODIES: readonly RefusalCode[] = [
  "BODY_NOT_JSON",
  "BODY_TOO_LARGE",
  "CONTENT_TYPE_UNSUPPORTED",
];

/** Describes the routes as OpenAPI 3.1, from the schemas that read their input. */
export function createOpenApi({
  title,
  description,
  routes,
  needsToken,
  form = STAR_FORM,
}: OpenApiOptions) {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method]: operation(route, needsToken, form),
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

function operation(route: Route, needsToken: boolean, form: RefusalForm): Json {
  const { name, summary, path, method, input, refusals } = route;
  const guard: RefusalCode = needsToken ? "UNAUTHORIZED" : "HOST_REFUSED";
  const codes = [...refusals, guard, ...COMMON, ...(method === "post" ? OF_BODIES : [])];
  return {
    operationId: name,
    summary,
    parameters: [...pathParameters(path), ...(method === "post" ? [] : queryParameters(input))],
    ...(method === "post" && { requestBody: { required: true, content: json(input, "input") } }),
    responses: {
      200: { description: "Done.", content: contentOf(route) },
      ...describeRefusals(codes, form),
    },
  };
}

function contentOf({ output, mediaType, events }: Route): Json {
  return {
    [mediaType]: { schema: jsonSchema(output, "output") },
    ...(events && { "text/event-stream": { schema: jsonSchema(events, "output") } }),
  };
}

function describeRefusals(codes: readonly RefusalCode[], form: RefusalForm): Record<string, Json> {
  const statuses = [...new Set(codes.map(form.statusOf))];
  const describe = (status: number): Json => ({
    description: codes.filter((code) => form.statusOf(code) === status).join(" or "),
    content: json(form.schema, "output"),
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
