import type { MiddlewareHandler } from "hono";
import { StarError } from "../../errors.js";

/** Options of {@link createCors}. */
interface CorsOptions {
  /** Origins such as `https://shop.example`, or `*` for all. */
  readonly origins: readonly string[];
  readonly token?: string | undefined;
}

/** Seconds for which a browser remembers the answer to a preflight request. */
const MAX_AGE = 600;

/**
 * Creates the middleware that lets web pages of some origins read responses, and answers preflight requests, which carry no token.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for a text that is no origin, or for `*` without a token: every web page could then use a
 * server that is meant for this machine.
 */
export async function createCors({ origins, token }: CorsOptions): Promise<MiddlewareHandler> {
  for (const origin of origins) assertOrigin(origin);
  if (token === undefined && origins.includes("*")) throw openToAll();
  const { cors } = await import("hono/cors");
  return cors({
    origin: origins.includes("*") ? "*" : [...origins],
    allowMethods: ["GET", "POST", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type"],
    exposeHeaders: ["X-Star-Ignored", "Retry-After"],
    maxAge: MAX_AGE,
  });
}

function assertOrigin(origin: string): void {
  if (origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${JSON.stringify(origin)} is not an origin.`,
    remedy: "Pass scheme, host and port without a path, such as https://shop.example, or *.",
    fields: { option: "cors", value: origin },
  });
}

function openToAll(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: "Without a token, every web page could use a server with CORS for all origins.",
    remedy: "Set a token, or name the origins.",
    fields: { option: "cors", value: "*" },
  });
}
