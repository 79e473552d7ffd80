import type { RecommendationTask } from "../../types.js";
import { checkSource } from "./results/foreign-file.js";
import { readUniqueLines } from "./results/read-lines.js";
import { recordCounted } from "./record-counted.js";
import { runJobs } from "./run-jobs.js";
import type { TeacherSettings } from "./settings.js";
import { createTallyCounter, type Tally } from "./tally.js";
import type { TeacherHost } from "./teacher-host.js";
import { listJobs, planWork } from "./work.js";

/** Options of {@link estimateTeaching}: those of `teach` that determine which runs are missing. */
export interface EstimateOptions {
  readonly teacher: Pick<TeacherHost, "record">;
  readonly settings: TeacherSettings;
  readonly fingerprint: string;
  readonly tasks: readonly RecommendationTask[];
  /** Runs per task. Default 1. */
  readonly samples?: number;
  readonly path: string;
  readonly keepFailed?: boolean;
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
  /** Awaited before the first run, if there is one to do. */
  readonly prepare?: () => Promise<void>;
}

/** What the missing runs of a file will use. */
export interface TeachingEstimate {
  /** Runs that are missing in the file. */
  readonly missing: number;
  /** The runs that were tried. Their trajectories are not in the file. */
  readonly tried: Tally & { readonly runs: number };
  /** Tokens of all missing runs without a cache, at the mean of the tried ones. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Seconds of all missing runs, at the mean of the tried ones. */
  readonly seconds: number;
}

/** Number of runs that are tried. */
const TRIED = 3;

/**
 * Runs a few of the missing tasks and estimates from them what all of them will use. Nothing is written.
 *
 * @throws {StarError} Like `teach`, when the file cannot be continued.
 */
export async function estimateTeaching(options: EstimateOptions): Promise<TeachingEstimate> {
  const { teacher, settings, tasks, samples = 1, path, concurrency = TRIED, signal } = options;
  const check = checkSource({ fingerprint: options.fingerprint, seed: tasks[0]?.seed });
  const { lines } = await readUniqueLines(path, check);
  const jobs = listJobs(tasks, samples, settings);
  const statusOf = (id: string) => lines.get(id)?.status;
  const { missing } = planWork(jobs, { statusOf }, options);
  const counter = createTallyCounter();
  let milliseconds = 0;
  if (missing.length > 0) await options.prepare?.();
  await runJobs({
    jobs: missing.slice(0, TRIED),
    concurrency,
    signal,
    mayStart: () => true,
    run: (job, abort) => recordCounted(teacher, job, { signal: abort }),
    async onResult({ trajectory, cached }) {
      counter.add(trajectory, cached);
      milliseconds += trajectory.timing?.durationMs ?? 0;
    },
  });
  signal?.throwIfAborted();
  const tally = counter.read();
  const { usage, cached } = tally;
  const runs = Math.min(TRIED, missing.length);
  const perRun = runs === 0 ? 0 : missing.length / runs;
  return {
    missing: missing.length,
    tried: { ...tally, runs },
    inputTokens: Math.round((usage.inputTokens + cached.inputTokens) * perRun),
    outputTokens: Math.round((usage.outputTokens + cached.outputTokens) * perRun),
    seconds: (milliseconds / 1000) * (perRun / concurrency),
  };
}
