import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { StarError } from "../../errors.js";
import { isLoopback } from "./loopback.js";
import { type Refusal, type RefusalForm, toResponse } from "./refusal.js";

export interface GuardOptions {
  /** With a token every request must carry it and any host may ask. Without one only this machine may. */
  readonly token?: string | undefined;
  readonly form?: RefusalForm | undefined;
}

/**
 * Decides who may ask. Without a token the `Host` header must name this machine: a page in a browser can make a foreign name
 * point to 127.0.0.1, but it cannot make the browser send another name than its own.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the token could not be sent in a header.
 */
export function createGuard({ token, form }: GuardOptions): MiddlewareHandler {
  if (token !== undefined) requireSendable(token);
  return async function guard(context, next) {
    const { req } = context;
    const refusal =
      token === undefined
        ? refuseHost(req.header("host") ?? new URL(req.url).host)
        : refuseToken(req.header("authorization") ?? "", token);
    if (refusal === undefined) return next();
    const isUnknown = refusal.refused === "UNAUTHORIZED";
    return toResponse(refusal, {
      form,
      headers: isUnknown ? { "WWW-Authenticate": "Bearer" } : {},
    });
  };
}

function refuseHost(host: string): Refusal | undefined {
  if (isLoopback(host.replace(/:\d+$/, ""))) return undefined;
  return {
    refused: "HOST_REFUSED",
    message: `This server has no token, so it answers this machine only and not ${JSON.stringify(host)}.`,
    remedy: "Ask for it as 127.0.0.1, or start the server with a token.",
  };
}

function refuseToken(header: string, token: string): Refusal | undefined {
  const given = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (given !== undefined && isEqual(given, token)) return undefined;
  return {
    refused: "UNAUTHORIZED",
    message: given === undefined ? "The request carries no token." : "The token is wrong.",
    remedy: "Send the header: Authorization: Bearer TOKEN, with the server's token.",
  };
}

/** Compares hashes, which have one length, so that the time says nothing about the token. */
function isEqual(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function requireSendable(token: string): void {
  if (/^[\w.~+/=-]+$/.test(token)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: "The token is empty or holds a character that an Authorization header cannot carry.",
    remedy: "Use letters, digits and - . _ ~ + / = only.",
  });
}
