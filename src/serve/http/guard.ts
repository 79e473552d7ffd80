import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { StarError } from "../../errors.js";
import { type ErrorFormat, type HttpError, toErrorResponse } from "./http-error.js";

interface GuardOptions {
  /** With a token, every request must carry it. Without one, only requests to a loopback host are allowed. */
  readonly token?: string | undefined;
  readonly errorFormat?: ErrorFormat | undefined;
}

/**
 * Creates the middleware that checks the token, or without a token the `Host` header. The check of the header protects
 * against DNS rebinding: a web page can resolve its own host name to 127.0.0.1, but cannot change the name that the browser
 * sends.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if the token cannot be sent in a header.
 */
export function createGuard({ token, errorFormat: format }: GuardOptions): MiddlewareHandler {
  if (token !== undefined) assertToken(token);
  return async function guard(context, next) {
    const { req } = context;
    const error =
      token === undefined
        ? checkHost(req.header("host") ?? new URL(req.url).host)
        : checkToken(req.header("authorization") ?? "", token);
    if (error === undefined) return next();
    const isUnauthorized = error.errorCode === "UNAUTHORIZED";
    return toErrorResponse(error, {
      format,
      headers: isUnauthorized ? { "WWW-Authenticate": "Bearer" } : {},
    });
  };
}

/** True for a host name, without a port, of this machine: `localhost`, `127.x.x.x` or `::1`. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

function checkHost(host: string): HttpError | undefined {
  if (isLoopback(host.replace(/:\d+$/, ""))) return undefined;
  return {
    errorCode: "HOST_REFUSED",
    message: `The host ${JSON.stringify(host)} is not allowed: a server without a token accepts loopback hosts only.`,
    remedy: "Send the request to 127.0.0.1, or start the server with a token.",
  };
}

function checkToken(header: string, token: string): HttpError | undefined {
  const given = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (given !== undefined && isEqual(given, token)) return undefined;
  return {
    errorCode: "UNAUTHORIZED",
    message: given === undefined ? "The request has no token." : "The token is wrong.",
    remedy: "Send the header: Authorization: Bearer TOKEN, with the server's token.",
  };
}

/** Compares hashes of equal length, so that the duration reveals nothing about the token. */
function isEqual(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function assertToken(token: string): void {
  if (/^[\w.~+/=-]+$/.test(token)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message:
      "The token is empty or contains a character that an Authorization header cannot carry.",
    remedy: "Use letters, digits and - . _ ~ + / = only.",
  });
}
