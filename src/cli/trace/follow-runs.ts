import { StarError } from "../../errors.js";
import { cacheFolder } from "../../serve/traces/index/cache-folder.js";
import type { AddedRun } from "../../serve/traces/index/joined-files.js";
import { followStore } from "../../serve/traces/index/store-look.js";
import { openTraceStore, type TraceStore } from "../../serve/traces/index/trace-store.js";
import { readRun } from "../../serve/traces/run-reader.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Io } from "../io.js";
import { formatListedRun, toListedRun } from "./list-runs.js";
import { type RunSelectionFlags, selectFrom } from "./selection.js";

/** Flags of {@link followRuns}. */
interface FollowFlags extends RunSelectionFlags {
  readonly full?: boolean;
  readonly json?: boolean;
}

/** Prints a line for each selected trajectory that a file gains, until Ctrl-C. The file can be missing at first. With `json`, JSON lines. */
export async function followRuns(path: string, flags: FollowFlags, io: Io): Promise<void> {
  const { json = false, full = false } = flags;
  const { isColorful: color, width } = io;
  const cacheDir = cacheFolder(io.environment);
  const store = await openTraceStore(path, { cacheDir, mayBeMissing: true });
  const signal = io.listenForInterrupt();
  const { all } = await store.list({}, { from: 0, limit: 0 });
  io.note(`${path} has ${all} trajectories. New ones follow, until Ctrl-C.`);
  try {
    const added = readAdded(store, { path, signal, io });
    for await (const run of await selectFrom(added, flags)) {
      io.print(
        json ? JSON.stringify(toListedRun(run)) : formatListedRun(run, { color, width, full }),
      );
    }
  } finally {
    await store.close();
  }
}

interface Following {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly io: Io;
}

async function* readAdded(
  store: TraceStore,
  { path, signal, io }: Following,
): AsyncGenerator<Trajectory> {
  for await (const { added, isReplaced } of followStore(store, signal)) {
    if (isReplaced) io.note(`${path} was replaced or truncated. Runs with other ids are new.`);
    for (const place of added) {
      try {
        const run = await readListed(store, place);
        if (run !== undefined) yield run;
      } catch (error) {
        if (!StarError.isInstance(error)) throw error;
        io.warn(error.problem);
      }
    }
  }
}

/** The run at a position; by its id if another one is there, because the file was replaced in the meantime. */
async function readListed(
  store: TraceStore,
  { position, id }: AddedRun,
): Promise<Trajectory | undefined> {
  const run = await readRun(store, position);
  if (id === "" || run?.trajectory.id === id) return run?.trajectory;
  return (await readRun(store, id))?.trajectory;
}
