import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Hono } from "hono";
import { StarError } from "../../errors.js";
import { importOptional } from "../../optional.js";
import { isLoopback } from "./loopback.js";
import { toResponse, type Refusal } from "./refusal.js";

export interface ListenOptions {
  readonly app: Hono;
  /** The address to bind. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** 0 takes any free port. Default 0. */
  readonly port?: number | undefined;
  /** The app's token, if it has one. Only an app with a token may be reached from other machines. */
  readonly token?: string | undefined;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, lets running ones finish for a moment, then cuts what is left. */
  close(options?: CloseServerOptions): Promise<void>;
}

/**
 * Serves an app on a port.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when a host other than this machine is asked for without a token, or the port is taken.
 * @throws {StarError} `DEPENDENCY_MISSING` without `@hono/node-server`.
 */
export async function listen({
  app,
  host = "127.0.0.1",
  port = 0,
  token,
}: ListenOptions): Promise<RunningServer> {
  if (token === undefined) requireLoopback(host);
  const { getRequestListener } = await importOptional(
    "@hono/node-server",
    "A server",
    () => import("@hono/node-server"),
  );
  const answer = getRequestListener(app.fetch, {
    // A library leaves the process's Request and Response as they are.
    overrideGlobalObjects: false,
    errorHandler: (error) => toResponse(malformed(error)),
  });
  // Without a Host header the answer must be JSON, too, and not the bare one of node:http.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    void answer(request, response);
  });
  server.on("clientError", answerMalformed);
  const close = createCloser(server);
  const bound = await bind(server, host, port);
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    close,
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(refuseAddress(`${host}:${port}`, cause));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function refuseAddress(address: string, cause: NodeJS.ErrnoException): StarError {
  const isTaken = cause.code === "EADDRINUSE";
  return new StarError("INVALID_ARGUMENT", {
    message: `The server cannot listen on ${address}: ${isTaken ? "something else does" : cause.message}.`,
    remedy: "Choose another host or port; port 0 takes any free one.",
    cause,
  });
}

function requireLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `Without a token the server would answer anybody who reaches ${host}.`,
    remedy: "Set a token, or listen on 127.0.0.1.",
  });
}

export interface CloseServerOptions {
  /** How long running requests may take, in milliseconds. Default 2000. */
  readonly graceMs?: number;
}

/** How long a connection that has not asked anything may still do so, in milliseconds: its request may be on the way. */
const UNASKED_MS = 250;

/**
 * Prepares a server to be closed: idle connections at once, busy ones when they are done or the grace is over. Closing twice
 * is closing once.
 *
 * Node's own `close` leaves busy connections open when they are done, and takes one that never asked anything for a busy one.
 */
export function createCloser(server: Server): (options?: CloseServerOptions) => Promise<void> {
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
      setTimeout(() => idle.forEach((socket) => socket.destroySoon()), UNASKED_MS),
      setTimeout(() => server.closeAllConnections(), graceMs),
    ];
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
    }).finally(() => timers.forEach(clearTimeout));
  };
  return ({ graceMs = 2000 } = {}) => (closed ??= close(graceMs));
}

/** The refusal of a request that is not proper HTTP. */
export function malformed(error: unknown): Refusal {
  return {
    refused: "REQUEST_MALFORMED",
    message: `The request cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: "Send an HTTP/1.1 request with a Host header.",
  };
}

/** Answers on the bare connection, because no request came of it. For a server's `clientError` event. */
export function answerMalformed(error: Error, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = malformed(error);
  void toResponse(refusal)
    .text()
    .then((body) =>
      socket.end(
        `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      ),
    );
}
