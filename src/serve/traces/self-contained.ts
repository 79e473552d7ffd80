import { gzipSync } from "node:zlib";
import { StarError } from "../../errors.js";
import type { ListedRun } from "./index/trace-list.js";
import type { TraceStore } from "./index/trace-store.js";
import { toSelfContainedPage } from "./page/document.js";
import { readRun, type StoredRun } from "./run-reader.js";
import { loadMeter } from "./training/load-meter.js";
import { toTrainingView } from "./training/to-training-view.js";
import type { TrainingView } from "./training/training-view.js";
import type { RunView } from "./view/run-view.js";
import { toRunView } from "./view/to-run-view.js";

/** Runs per compressed block: what runs have in common, such as prompts, is stored once per block. */
const BLOCK_RUNS = 16;
/** Above this size, browsers and mail programs have trouble. */
const MAX_BYTES = 100_000_000;

/** Options of {@link writeTracePage}. */
export interface TracePageOptions {
  readonly store: TraceStore;
  /** Ids of the runs. Default: all. */
  readonly ids?: readonly string[] | undefined;
}

/** What the page of {@link writeTracePage} contains. */
export interface TracePage {
  readonly html: string;
  readonly runs: number;
}

/** The list in a self-contained page. */
export interface EmbeddedList {
  readonly file: string;
  readonly runs: readonly ListedRun[];
  readonly blockRuns: number;
}

/** A block of runs in a self-contained page. Lines that are not valid trajectories are null. */
export type EmbeddedBlock = readonly (RunView | null)[];

/** The same runs as training data. A block of its own, so that runs are shown without it. */
export type EmbeddedTraining = readonly (TrainingView | null)[];

/**
 * Writes the trace page of a file as one HTML file that loads nothing.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an unknown id, or if the page would be larger than 100 MB.
 */
export async function writeTracePage({ store, ids }: TracePageOptions): Promise<TracePage> {
  const { file, runs: all } = await store.list({}, { from: 0, limit: Infinity });
  const listed = new Map(all.map((run) => [run.id, run]));
  const runs = ids === undefined ? all : ids.map((id) => findRun(listed, id));
  const meter = await loadMeter();
  const blocks: [string, string][] = [];
  let bytes = 0;
  for (let start = 0; start < runs.length; start += BLOCK_RUNS) {
    const read: (StoredRun | null)[] = [];
    for (const run of runs.slice(start, start + BLOCK_RUNS)) read.push(await readValid(store, run));
    const views: EmbeddedBlock = read.map((run) => run && toRunView(run.trajectory, run.position));
    const training: EmbeddedTraining = read.map(
      (run) => run && toTrainingView(run.trajectory, meter),
    );
    for (const [name, values] of [
      ["runs", views],
      ["training", training],
    ] as const) {
      const block = pack(values);
      bytes += block.length;
      if (bytes > MAX_BYTES) throw tooLarge(runs.length);
      blocks.push([`${name}-${start / BLOCK_RUNS}`, block]);
    }
  }
  const list: EmbeddedList = { file, runs, blockRuns: BLOCK_RUNS };
  return { html: toSelfContainedPage([["list", pack(list)], ...blocks]), runs: runs.length };
}

async function readValid(store: TraceStore, { position }: ListedRun): Promise<StoredRun | null> {
  try {
    return (await readRun(store, position)) ?? null;
  } catch (error) {
    if (StarError.isInstance(error)) return null;
    throw error;
  }
}

function pack(value: unknown): string {
  return gzipSync(JSON.stringify(value)).toString("base64");
}

function findRun(runs: ReadonlyMap<string, ListedRun>, id: string): ListedRun {
  const found = runs.get(id);
  if (found !== undefined) return found;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The file has no trajectory "${id}".`,
    remedy: "List the trajectories with: star trace FILE --list",
    fields: { id },
  });
}

function tooLarge(runs: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `A page with ${runs} runs is larger than ${MAX_BYTES / 1_000_000} MB.`,
    remedy: "Open it with --open, which reads runs as needed, or select fewer runs.",
    fields: { runs },
  });
}
