import type { Context, Hono } from "hono";
import { importOptional } from "../../optional.js";
import { createGuard } from "./guard.js";
import { readBody } from "./read-body.js";
import { isRefusal, type Refusal, toResponse } from "./refusal.js";
import type { Route } from "./route.js";

export interface AppOptions {
  readonly routes: readonly Route[];
  /** See {@link createGuard}. */
  readonly token?: string | undefined;
  /** Largest request body. */
  readonly maxBodyBytes: number;
  /** Gets what went wrong inside. Whoever asked is only told that something did. */
  readonly onError: (error: unknown) => void;
}

/**
 * An app that answers its routes in JSON, and everything else with `{ error: { code, message, remedy } }`.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without `hono`, `INVALID_ARGUMENT` as {@link createGuard} does.
 */
export async function createApp(options: AppOptions): Promise<Hono> {
  const { routes, token, onError } = options;
  const { Hono } = await importOptional("hono", "A server", () => import("hono"));
  const app = new Hono();
  app.use(createGuard({ token }));
  for (const route of routes) {
    app.on(route.method.toUpperCase(), honoPath(route), (context) =>
      answer(route, context, options),
    );
  }
  for (const path of new Set(routes.map(honoPath))) {
    const allowed = routes.filter((route) => honoPath(route) === path).map(({ method }) => method);
    app.all(path, (context) => refuseMethod(context, allowed));
  }
  app.notFound(({ req }) => toResponse(refuseRoute(req.method, req.path)));
  app.onError((error, { req }) => {
    onError(error);
    return toResponse(refuseFailure(req.method, req.path));
  });
  return app;
}

/** Hono writes `:name` where OpenAPI writes `{name}`. */
function honoPath({ path }: Route): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

async function answer(
  route: Route,
  { req }: Context,
  { maxBodyBytes }: AppOptions,
): Promise<Response> {
  const input =
    route.method === "post" ? await readBody(req.raw, maxBodyBytes) : { json: req.query() };
  if (isRefusal(input)) return toResponse(input);
  const result = await route.answer(input.json, req.param());
  return isRefusal(result) ? toResponse(result) : Response.json(result);
}

function refuseMethod({ req }: Context, allowed: readonly string[]): Response {
  const methods = allowed.map((method) => method.toUpperCase()).join(", ");
  return toResponse(
    {
      refused: "METHOD_NOT_ALLOWED",
      message: `${req.path} does not answer ${req.method}.`,
      remedy: `Use ${methods}.`,
    },
    { Allow: methods },
  );
}

function refuseRoute(method: string, path: string): Refusal {
  return {
    refused: "ROUTE_NOT_FOUND",
    message: `There is nothing at ${method} ${path}.`,
    remedy: "Ask GET /openapi.json for what there is.",
  };
}

// What went wrong may quote the answer key, so it stays inside.
function refuseFailure(method: string, path: string): Refusal {
  return {
    refused: "SERVER_FAILED",
    message: `The server failed while it answered ${method} ${path}.`,
    remedy: "Read the server's own output for the reason.",
  };
}
