import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

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
