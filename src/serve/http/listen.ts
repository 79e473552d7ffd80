import { createServer, type Server } from "node:http";
import type { Hono } from "hono";
import { StarError } from "../../errors.js";
import { importOptional } from "../../optional.js";
import { type CloseServerOptions, createCloser } from "./close-server.js";
import { isLoopback } from "./loopback.js";
import { answerMalformed, malformed } from "./malformed.js";
import { toResponse } from "./refusal.js";

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
