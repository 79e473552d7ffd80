import type { Context, Hono, MiddlewareHandler } from "hono";
import { importOptional } from "../../optional.js";
import { createCors } from "./cors.js";
import { createGuard } from "./guard.js";
import { type ErrorFormat, type HttpError, isHttpError, toErrorResponse } from "./http-error.js";
import { readBody } from "./read-body.js";
import type { Route } from "./route.js";

/** Options of {@link createApp}. */
export interface AppOptions {
  readonly routes: readonly Route[];
  /** See {@link createGuard}. */
  readonly token?: string | undefined;
  /** Origins whose web pages may use the app, or `*`. Default: none. */
  readonly cors?: readonly string[] | undefined;
  /** Maximum size of a request body. */
  readonly maxBodyBytes: number;
  /** Default `{ error: { code, message, remedy } }`. */
  readonly errorFormat?: ErrorFormat | undefined;
  /** Receives exceptions of handlers. The client gets `SERVER_FAILED` without details. */
  readonly onError: (error: unknown) => void;
  /** Called when a response starts. */
  readonly onResponse?: ((answered: AnsweredRequest) => void) | undefined;
}

/** A request and the status of its response, for metrics. */
export interface AnsweredRequest {
  readonly method: string;
  /** Path template of the route, for a low number of label values; `other` if no route matched. */
  readonly path: string;
  readonly status: number;
}

/**
 * Creates a hono app that serves the routes and returns all errors in the given format.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without `hono`, `INVALID_ARGUMENT` as {@link createGuard} and {@link createCors} do.
 */
export async function createApp(options: AppOptions): Promise<Hono> {
  const { routes, token, cors = [], errorFormat: format, onError, onResponse } = options;
  const { Hono } = await importOptional("hono", "A server", () => import("hono"));
  const app = new Hono();
  if (onResponse !== undefined) app.use(await createResponseListener(onResponse));
  if (cors.length > 0) app.use(await createCors({ origins: cors, token }));
  app.use(createGuard({ token, errorFormat: format }));
  for (const route of routes) {
    app.on(route.method.toUpperCase(), honoPath(route), (context) =>
      respond(route, context, options),
    );
  }
  for (const path of new Set(routes.map(honoPath))) {
    const allowed = methodsOf(path, routes);
    app.all(path, ({ req }) =>
      toErrorResponse(methodNotAllowed(req.method, req.path, allowed), {
        format,
        headers: { Allow: allowed },
      }),
    );
  }
  app.notFound(({ req }) => toErrorResponse(routeNotFound(req.method, req.path), { format }));
  app.onError((error, { req }) => {
    onError(error);
    return toErrorResponse(serverFailed(req.method, req.path), { format });
  });
  return app;
}

async function createResponseListener(
  onResponse: (answered: AnsweredRequest) => void,
): Promise<MiddlewareHandler> {
  const { routePath } = await import("hono/route");
  return async function listenToResponses(context, next) {
    await next();
    const path = routePath(context, -1);
    const { method } = context.req;
    onResponse({ method, path: path === "/*" ? "other" : path, status: context.res.status });
  };
}

/** Converts OpenAPI's `{name}` to hono's `:name`. */
function honoPath({ path }: Route): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

function methodsOf(path: string, routes: readonly Route[]): string {
  return routes
    .filter((route) => honoPath(route) === path)
    .map(({ method }) => method.toUpperCase())
    .join(", ");
}

async function respond(
  route: Route,
  { req }: Context,
  { maxBodyBytes, errorFormat: format }: AppOptions,
): Promise<Response> {
  const input =
    route.method === "post" ? await readBody(req.raw, maxBodyBytes) : { json: req.query() };
  if (isHttpError(input)) return toErrorResponse(input, { format });
  const result = await route.handle(input.json, req.param(), { signal: req.raw.signal });
  if (result instanceof Response) return result;
  return isHttpError(result) ? toErrorResponse(result, { format }) : Response.json(result);
}

function methodNotAllowed(method: string, path: string, allowed: string): HttpError {
  return {
    errorCode: "METHOD_NOT_ALLOWED",
    message: `${path} does not support ${method}.`,
    remedy: `Use ${allowed}.`,
  };
}

function routeNotFound(method: string, path: string): HttpError {
  return {
    errorCode: "ROUTE_NOT_FOUND",
    message: `There is no route ${method} ${path}.`,
    remedy: "See GET /openapi.json for all routes.",
  };
}

// The exception's message could contain held-out items, so it is not sent.
function serverFailed(method: string, path: string): HttpError {
  return {
    errorCode: "SERVER_FAILED",
    message: `The server failed to process ${method} ${path}.`,
    remedy: "See the server's own output for the reason.",
  };
}
