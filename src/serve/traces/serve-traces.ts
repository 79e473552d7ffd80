import { assertOptions } from "../../assert.js";
import { StarError } from "../../errors.js";
import type { RunningExecution } from "../../trajectory/recorder/running.js";
import type { RunningServer } from "../http/listen.js";
import type { TraceData } from "./evidence/split-data.js";

/** What {@link serveTraces} needs of a recorder. */
export interface FollowedRecorder {
  /** The executions in progress. */
  running(): readonly RunningExecution[];
  /** The file that its trajectories are appended to. */
  readonly path?: string | undefined;
}

/** Options of {@link serveTraces}. */
export interface ServeTracesOptions {
  /** Its executions in progress are shown above the list. Default: none. */
  readonly recorder?: FollowedRecorder | undefined;
  /** The trajectory file, which may not exist yet. Default: that of the recorder, which one of `openFileRecorder` has. */
  readonly path?: string | undefined;
  /** The dataset of the trajectories, for the interactions behind numbers. Default: none. */
  readonly data?: TraceData | undefined;
  /** 0 selects a free port. Default 0. */
  readonly port?: number | undefined;
  /** Folder in which the index of the file is kept. Default: the user's cache folder. */
  readonly cacheDir?: string | undefined;
  /** Receives exceptions. Default: they are ignored. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

const OPTIONS = {
  recorder: true,
  path: true,
  data: true,
  port: true,
  cacheDir: true,
  onError: true,
} as const;

/**
 * Serves the trace page of any graph on 127.0.0.1: trajectories appear as they are appended to the file, and executions in progress with
 * the agents at work and the last call. The address contains a random part that other web pages cannot guess.
 *
 * @returns The server; `url` is that of the page.
 * @throws {StarError} `INVALID_ARGUMENT` without a file, or for a port in use.
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be read.
 * @throws {StarError} `DEPENDENCY_MISSING` without `hono` or `@hono/node-server`.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
 * import { openFileRecorder } from "langgraph-star/recorder";
 * import { serveTraces } from "langgraph-star/serve";
 * import { z } from "zod";
 *
 * const folder = await mkdtemp(join(tmpdir(), "star-"));
 * const recorder = await openFileRecorder({ path: join(folder, "runs.jsonl"), fingerprint: "v1" });
 * const graph = new StateGraph(new StateSchema({ n: z.number() }))
 *   .addNode("increment", ({ n }) => ({ n: n + 1 }))
 *   .addEdge(START, "increment")
 *   .addEdge("increment", END)
 *   .compile({ name: "counter" })
 *   .withConfig({ callbacks: [recorder] });
 *
 * const server = await serveTraces({ recorder, cacheDir: folder }); // open server.url in a browser
 * await graph.invoke({ n: 1 }); // is in the page as soon as it ends
 * console.log((await fetch(server.url)).status); // 200
 * await server.close();
 * await recorder.close();
 * ```
 */
export async function serveTraces(options: ServeTracesOptions): Promise<RunningServer> {
  assertOptions("serveTraces", options, OPTIONS);
  const { recorder, path = recorder?.path, cacheDir, ...rest } = options;
  if (path === undefined) throw noFile();
  // The page and the training rows that it shows load with a server, not with the other servers of `langgraph-star/serve`.
  const [{ openTraceStore }, { runsOfRecorder }, { startTraceServer }] = await Promise.all([
    import("./index/trace-store.js"),
    import("./live/live-runs.js"),
    import("./trace-server.js"),
  ]);
  const store = await openTraceStore(path, { cacheDir, mayBeMissing: true });
  return startTraceServer({ store, runs: recorder && runsOfRecorder(recorder), ...rest });
}

function noFile(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: "serveTraces has no file to show.",
    remedy: "Pass path, or a recorder of openFileRecorder.",
    fields: { option: "path" },
  });
}
