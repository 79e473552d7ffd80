import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

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
      setTimeout(() => idle.forEach((socket) => socket.destroySoon()), IDLE_GRACE_MS),
      setTimeout(() => server.closeAllConnections(), graceMs),
    ];
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
    }).finally(() => timers.forEach(clearTimeout));
  };
  return ({ graceMs = 2000 } = {}) => (closed ??= close(graceMs));
}
