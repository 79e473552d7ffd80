import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";

/** A way to a server on this machine that can be interrupted. */
export interface Proxy {
  readonly url: string;
  /** Breaks all connections, and refuses new ones until {@link Proxy.restore}. */
  readonly drop: () => void;
  readonly restore: () => void;
  readonly close: () => Promise<void>;
}

/** Starts a proxy for the address of a server. */
export async function startProxy(target: string): Promise<Proxy> {
  const { port, pathname } = new URL(target);
  const sockets = new Set<Socket>();
  let isDown = false;
  const server = createServer((client) => {
    if (isDown) return client.destroy();
    const upstream = connect(Number(port), "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  const drop = () => {
    isDown = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}${pathname}`,
    drop,
    restore: () => {
      isDown = false;
    },
    async close() {
      drop();
      server.close();
      await once(server, "close");
    },
  };
}
