import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { endSentence, messageOf, StarError } from "../../errors.js";
import { importOptional } from "../../optional.js";
import { isLoopback } from "./guard.js";
import { type HttpError, toErrorResponse } from "./http-error.js";
import type { WebApp } from "./web-app.js";

/** Options of {@link listen}. */
export interface ListenOptions {
  readonly app: WebApp;
  /** Address to bind. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** 0 selects a free port. Default 0. */
  readonly port?: number | undefined;
  /** The app's token, if it has one. Other machines can only reach an app with a token. */
  readonly token?: string | undefined;
  /** Longest time until a request has arrived whole, in milliseconds. Default 5 minutes. */
  readonly requestTimeoutMs?: number | undefined;
}

/** A listening HTTP server. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Rejects new requests, waits for running ones up to the grace period, then closes all connections. */
  close(options?: CloseServerOptions): Promise<void>;
}

/**
 * Serves an app on a port.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for a host other than a loopback address without a token, or if the port is in use.
 * @throws {StarError} `DEPENDENCY_MISSING` without `@hono/node-server`.
 */
export async function listen({
  app,
  host = "127.0.0.1",
  port = 0,
  token,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
}: ListenOptions): Promise<RunningServer> {
  if (token === undefined) assertLoopback(host);
  const { getRequestListener } = await importOptional(
    "@hono/node-server",
    "A server",
    () => import("@hono/node-server"),
  );
  const respond = getRequestListener(app.fetch, {
    // A library must not replace the global Request and Response.
    overrideGlobalObjects: false,
    errorHandler: (error) => toErrorResponse(malformedRequest(error)),
  });
  // A request without a Host header must get a JSON error instead of the empty response of node:http.
  const timeouts = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: Math.min(requestTimeoutMs, HEADERS_TIMEOUT_MS),
    connectionsCheckingInterval: Math.min(requestTimeoutMs, CHECK_MS),
  };
  const server = createServer({ requireHostHeader: false, ...timeouts }, (request, response) => {
    void respond(request, response);
  });
  server.on("clientError", answerMalformedRequest);
  const close = createCloser(server);
  const bound = await bind(server, host, port);
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    close,
  };
}

// Node's own defaults.
const REQUEST_TIMEOUT_MS = 300_000;
const HEADERS_TIMEOUT_MS = 60_000;
const CHECK_MS = 30_000;

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(cannotListen(`${host}:${port}`, cause));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function cannotListen(address: string, cause: NodeJS.ErrnoException): StarError {
  const isInUse = cause.code === "EADDRINUSE";
  return new StarError("INVALID_ARGUMENT", {
    message: `The server cannot listen on ${address}: ${isInUse ? "the port is in use" : cause.message}`,
    remedy: "Choose another host or port; port 0 selects a free one.",
    fields: { address },
    cause,
  });
}

function assertLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `Without a token, a server on ${host} would be open to other machines.`,
    remedy: "Set a token, or listen on 127.0.0.1.",
    fields: { host },
  });
}

/** The error of a request that is not valid HTTP. */
function malformedRequest(error: unknown): HttpError {
  return {
    errorCode: "REQUEST_MALFORMED",
    message: endSentence(`The request is not valid HTTP: ${messageOf(error)}`),
    remedy: "Send an HTTP/1.1 request with a Host header.",
  };
}

const LATE_REQUEST: HttpError = {
  errorCode: "REQUEST_TIMEOUT",
  message: "The request has not arrived in time.",
  remedy: "Send the whole request at once.",
};

/** Handler of the server's `clientError` event: no response object exists, so it writes to the socket. */
function answerMalformedRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const isLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const status = isLate ? "408 Request Timeout" : "400 Bad Request";
  void toErrorResponse(isLate ? LATE_REQUEST : malformedRequest(error))
    .text()
    .then((body) =>
      socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      ),
    );
}

/** Options of a server's `close`. */
export interface CloseServerOptions {
  /** Grace period for running requests, in milliseconds. Default 2000. */
  readonly graceMs?: number;
}

/** Delay before idle connections are closed, in milliseconds: a request may already be on its way. */
const IDLE_GRACE_MS = 250;

/**
 * Tracks the connections of a server and returns a function that closes it: idle connections at once, busy ones when their
 * request is done or the grace period is over. Further calls return the first call's promise.
 *
 * Node's own `close` keeps a connection open after its last request, and treats one that never sent a request as busy.
 */
function createCloser(server: Server): (options?: CloseServerOptions) => Promise<void> {
  const idle = new Set<Socket>();
  let closed: Promise<void> | undefined;
  server.on("connection", (socket: Socket) => {
    idle.add(socket);
    socket.once("close", () => idle.delete(socket));
  });
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    idle.delete(socket);
    response.once("close", () => {
      if (closed !== undefined) socket.destroySoon();
      else if (!socket.destroyed) idle.add(socket);
    });
  });
  const close = async (graceMs: number) => {
    const timers = [
      setTimeout(() => idle.forEach((socket) => socket.destroySoon()), IDLE_GRACE_MS),
      setTimeout(() => server.closeAllConnections(), graceMs),
    ];
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
    }).finally(() => timers.forEach(clearTimeout));
  };
  return ({ graceMs = 2000 } = {}) => (closed ??= close(graceMs));
}
