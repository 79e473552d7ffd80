import { once } from "node:events";
import type { RunningTask } from "../distill/teaching/teach-options.js";
import type { TeachProgress } from "../distill/teaching/work.js";
import { cacheFolder } from "../serve/traces/index/cache-folder.js";
import { openTraceStore } from "../serve/traces/index/trace-store.js";
import { type LiveRuns, toRunningRun } from "../serve/traces/live/live-runs.js";
import type { LiveProgress } from "../serve/traces/live/live-state.js";
import { startTraceServer } from "../serve/traces/trace-server.js";
import type { Split } from "../types.js";
import type { Io } from "./io.js";
import { openBrowser } from "./open-browser.js";
import { loadOrFitIndex, type PreparedData } from "./prepare.js";

/** The page of a command that runs the teacher. */
export interface TeachingWatch {
  /** Callbacks for `teach`. */
  readonly onStart: (progress: TeachProgress) => void;
  readonly onRunning: (run: RunningTask) => void;
  readonly onTrajectory: (id: string, progress: TeachProgress) => void;
  /** No run is in progress any more. The page stays, for the trajectories. */
  readonly end: () => void;
  /** Waits for Ctrl-C. */
  readonly stay: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Options of {@link watchTeaching}. */
export interface WatchOptions extends PreparedData {
  /** The file that the teacher writes. */
  readonly out: string;
  /** Default: any free one. */
  readonly port?: number | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Serves a page with the runs in progress and the trajectories, and opens it in a browser. */
export async function watchTeaching(options: WatchOptions, io: Io): Promise<TeachingWatch> {
  const { out, port, signal, dataset, index, split } = options;
  const store = await openTraceStore(out, {
    cacheDir: cacheFolder(io.environment),
    mayBeMissing: true,
  });
  const { runs, ...callbacks } = createTeachingRuns();
  const data = {
    dataset,
    loadIndex: async (asked: Split | undefined) =>
      asked === split ? index : loadOrFitIndex({ dataset, split: asked }, io),
  };
  const onError = (error: unknown) => io.warn(String(error));
  const server = await startTraceServer({ store, data, runs, port, onError });
  const url = `${server.url}#/?descending=true`;
  io.warn(`The runs are at ${url}`);
  if (io.isTerminal) openBrowser(url);
  return {
    ...callbacks,
    async stay() {
      if (signal.aborted) return;
      io.note(`The page stays at ${url}\nPress Ctrl-C to stop.`);
      await once(signal, "abort");
    },
    close: () => server.close(),
  };
}

interface BegunRun extends RunningTask {
  readonly begunAt: number;
}

/** The runs that have begun and not ended, for the page. */
function createTeachingRuns(): Omit<TeachingWatch, "stay" | "close"> & {
  readonly runs: LiveRuns;
} {
  const begun = new Map<string, BegunRun>();
  let shown: LiveProgress | null = null;
  const show = ({ done, total }: TeachProgress) => {
    shown = { done, total };
  };
  return {
    runs: {
      running: () => [...begun.values()].map(toShownRun),
      progress: () => shown,
    },
    onStart: show,
    onRunning(run) {
      begun.set(run.id, { ...run, begunAt: begun.get(run.id)?.begunAt ?? Date.now() });
    },
    onTrajectory(id, progress) {
      begun.delete(id);
      show(progress);
    },
    end: () => begun.clear(),
  };
}

function toShownRun({ id, userId, sample, execution, begunAt }: BegunRun) {
  const name = sample > 0 ? `User ${userId}, sample ${sample}` : `User ${userId}`;
  const begins = {
    runId: id,
    graph: "",
    threadId: undefined,
    startedAt: begunAt,
    agents: [],
    lastCall: undefined,
    modelCalls: 0,
    toolCalls: 0,
    isWaiting: false,
  };
  return toRunningRun(execution ?? begins, { id, name });
}
