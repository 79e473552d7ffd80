import { randomBytes } from "node:crypto";
import { createApp } from "../http/create-app.js";
import { listen, type RunningServer } from "../http/listen.js";
import { loadServerPackages } from "../http/load-server-packages.js";
import type { WebApp } from "../http/web-app.js";
import type { TraceData } from "./evidence/split-data.js";
import type { TraceStore } from "./index/trace-store.js";
import { listRunsRoute, readRunRoute } from "./routes/api.js";
import type { LiveRuns } from "./live/live-runs.js";
import { cellRoute } from "./routes/cell.js";
import { eventsRoute } from "./routes/events.js";
import { trainerFormRoute } from "./routes/trainer-form.js";
import { trainingRoute } from "./routes/training.js";
import { createMeterSource } from "./training/load-meter.js";
import { pageRoutes } from "./routes/page.js";

/** Options of {@link createTraceApp}. */
export interface TraceAppOptions {
  readonly store: TraceStore;
  /** The dataset of the runs, for the interactions behind numbers. Default: none, and the page says how to pass it. */
  readonly data?: TraceData | undefined;
  /** Runs in progress, which the page shows above the list. Default: none. */
  readonly runs?: LiveRuns | undefined;
  /** Ends the event streams of the page. Without it they end when the page is closed. */
  readonly ending?: AbortSignal | undefined;
  /** First part of every path. Other web pages cannot guess it. Default: 16 random bytes. */
  readonly secret?: string | undefined;
  /** Receives exceptions. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Options of {@link startTraceServer}. */
export interface TraceServerOptions extends Omit<TraceAppOptions, "ending"> {
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
  runs,
  ending = new AbortController().signal,
  secret = randomBytes(16).toString("hex"),
  onError = () => {},
}: TraceAppOptions): Promise<{ readonly app: WebApp; readonly path: string }> {
  const prefix = `/${secret}`;
  const meter = createMeterSource();
  const routes = [
    ...pageRoutes(prefix),
    listRunsRoute(store, prefix),
    readRunRoute(store, prefix),
    trainingRoute({ store, meter, prefix }),
    trainerFormRoute({ store, meter, prefix }),
    cellRoute({ store, data, prefix }),
    eventsRoute({ store, runs, ending, prefix }),
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
  await loadServerPackages();
  const ending = new AbortController();
  const { app, path } = await createTraceApp({ ...options, ending: ending.signal });
  const server = await listen({ app, port });
  return {
    ...server,
    url: `${server.url}${path}`,
    async close() {
      ending.abort();
      await server.close();
      await options.store.close();
    },
  };
}
