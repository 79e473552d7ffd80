import { randomBytes } from "node:crypto";
import { createApp } from "../http/create-app.js";
import { listen, type RunningServer } from "../http/listen.js";
import type { WebApp } from "../http/web-app.js";
import type { TraceData } from "./evidence/split-data.js";
import type { TraceStore } from "./index/trace-store.js";
import { listRunsRoute, readRunRoute } from "./routes/api.js";
import { cellRoute } from "./routes/cell.js";
import { trainingRoute } from "./routes/training.js";
import { pageRoutes } from "./routes/page.js";

/** Options of {@link createTraceApp}. */
export interface TraceAppOptions {
  readonly store: TraceStore;
  /** The dataset of the runs, for the interactions behind numbers. Default: none, and the page says how to pass it. */
  readonly data?: TraceData | undefined;
  /** First part of every path. Other web pages cannot guess it. Default: 16 random bytes. */
  readonly secret?: string | undefined;
  /** Receives exceptions. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Options of {@link startTraceServer}. */
export interface TraceServerOptions extends TraceAppOptions {
  /** 0 selects a free port. Default 0. */
  readonly port?: number | undefined;
}

/**
 * Creates the app that serves the trace page of a file. Requests must name a loopback host and know the secret part of the path.
 *
 * @returns The app, and the path of its page.
 * @throws {StarError} `DEPENDENCY_MISSING` without `hono`.
 */
export async function createTraceApp({
  store,
  data,
  secret = randomBytes(16).toString("hex"),
  onError = () => {},
}: TraceAppOptions): Promise<{ readonly app: WebApp; readonly path: string }> {
  const prefix = `/${secret}`;
  const routes = [
    ...pageRoutes(prefix),
    listRunsRoute(store, prefix),
    readRunRoute(store, prefix),
    trainingRoute(store, prefix),
    cellRoute({ store, data, prefix }),
  ];
  const app = await createApp({ routes, maxBodyBytes: 0, onError });
  return { app, path: `${prefix}/` };
}

/**
 * Serves the trace page of a file on 127.0.0.1.
 *
 * @returns The server; `url` is that of the page.
 * @throws {StarError} `INVALID_ARGUMENT` for a port in use; `DEPENDENCY_MISSING` without `hono` or `@hono/node-server`.
 */
export async function startTraceServer({
  port,
  ...options
}: TraceServerOptions): Promise<RunningServer> {
  const { app, path } = await createTraceApp(options);
  const server = await listen({ app, port });
  return {
    ...server,
    url: `${server.url}${path}`,
    async close() {
      await server.close();
      options.store.close();
    },
  };
}
