import type { Context, Hono, MiddlewareHandler } from "hono";
import { importOptional } from "../../optional.js";
import { createGuard } from "./guard.js";
import { readBody } from "./read-body.js";
import { isRefusal, type Refusal, type RefusalForm, toResponse } from "./refusal.js";
import type { Route } from "./route.js";

export interface AppOptions {
  readonly routes: readonly Route[];
  /** See {@link createGuard}. */
  readonly token?: string | undefined;
  /** Largest request body. */
  readonly maxBodyBytes: number;
  /** How refusals are written. Default `{ error: { code, message, remedy } }`. */
  readonly form?: RefusalForm | undefined;
  /** Gets what went wrong inside. Whoever asked is only told that something did. */
  readonly onError: (error: unknown) => void;
  /** Hears of every answer when it begins. */
  readonly onAnswer?: ((answered: Answered) => void) | undefined;
}

export interface Answered {
  readonly method: string;
  /** The route's own path, so that there are few; `other` where there is no route. */
  readonly path: string;
  readonly status: number;
}

/**
 * An app that answers its routes, and everything else with a refusal in its form.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without `hono`, `INVALID_ARGUMENT` as {@link createGuard} does.
 */
export async function createApp(options: AppOptions): Promise<Hono> {
  const { routes, token, form, onError, onAnswer } = options;
  const { Hono } = await importOptional("hono", "A server", () => import("hono"));
  const app = new Hono();
  if (onAnswer !== undefined) app.use(await createListener(onAnswer));
  app.use(createGuard({ token, form }));
  for (const route of routes) {
    app.on(route.method.toUpperCase(), honoPath(route), (context) =>
      answer(route, context, options),
    );
  }
  for (const path of new Set(routes.map(honoPath))) {
    const allowed = routes
      .filter((route) => honoPath(route) === path)
      .map(({ method }) => method.toUpperCase())
      .join(", ");
    app.all(path, ({ req }) =>
      toResponse(refuseMethod(req.method, req.path, allowed), {
        form,
        headers: { Allow: allowed },
      }),
    );
  }
  app.notFound(({ req }) => toResponse(refuseRoute(req.method, req.path), { form }));
  app.onError((error, { req }) => {
    onError(error);
    return toResponse(refuseFailure(req.method, req.path), { form });
  });
  return app;
}

async function createListener(onAnswer: (answered: Answered) => void): Promise<MiddlewareHandler> {
  const { routePath } = await import("hono/route");
  return async function listenToAnswers(context, next) {
    await next();
    const path = routePath(context, -1);
    const { method } = context.req;
    onAnswer({ method, path: path === "/*" ? "other" : path, status: context.res.status });
  };
}

/** Hono writes `:name` where OpenAPI writes `{name}`. */
function honoPath({ path }: Route): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

async function answer(
  route: Route,
  { req }: Context,
  { maxBodyBytes, form }: AppOptions,
): Promise<Response> {
  const input =
    route.method === "post" ? await readBody(req.raw, maxBodyBytes) : { json: req.query() };
  if (isRefusal(input)) return toResponse(input, { form });
  const result = await route.answer(input.json, req.param(), { signal: req.raw.signal });
  if (result instanceof Response) return result;
  return isRefusal(result) ? toResponse(result, { form }) : Response.json(result);
}

function refuseMethod(method: string, path: string, allowed: string): Refusal {
  return {
    refused: "METHOD_NOT_ALLOWED",
    message: `${path} does not answer ${method}.`,
    remedy: `Use ${allowed}.`,
  };
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
