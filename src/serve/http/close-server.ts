import type { Server } from "node:http";

/** How long running requests may take once the server closes, in milliseconds. */
const GRACE_MS = 2000;

/** Closes a server: idle connections at once, busy ones when they are done or the grace is over. */
export async function closeServer(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
    });
  } finally {
    clearTimeout(cut);
  }
}
