import type { TokenPrice } from "../distill/teaching/budget.js";
import { checkModel } from "../distill/teaching/check-model.js";
import { estimateTeaching, type TeachingEstimate } from "../distill/teaching/estimate.js";
import { createTeacherPool, type TeacherPool } from "../distill/teaching/pool.js";
import { backUpForeignFile } from "../distill/teaching/results/foreign-file.js";
import type { ModelSettings, TeacherSettings } from "../distill/teaching/settings.js";
import type { TeacherHost } from "../distill/teaching/teacher-host.js";
import type { TeachResult } from "../distill/teaching/teach-options.js";
import { teach } from "../distill/teaching/teach.js";
import { fingerprintOfTeacher } from "../distill/teaching/fingerprint.js";
import { createTools } from "../tools/create-tools.js";
import { assertWritableFolder } from "../writable.js";
import type { Io } from "./io.js";
import { type ModelFlags, modelSettings, parallelism } from "./model-flags.js";
import type { PreparedData } from "./prepare.js";
import { readPrice } from "./prices.js";
import { createProgress } from "./progress.js";
import { formatUsage } from "./usage-text.js";
import type { TeachingWatch } from "./watch-teaching.js";

/** Options of {@link runTeaching}. */
export interface RunTeachingOptions extends PreparedData {
  readonly settings: TeacherSettings;
  readonly model: ModelFlags;
  readonly samples: number;
  readonly out: string;
  /** True renames an existing file of another teacher. */
  readonly force?: boolean;
  readonly keepFailed?: boolean;
  readonly stopAfterFailures?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly maxCost?: number | undefined;
  /** File with a table of prices. Required with `maxCost`. */
  readonly prices?: string | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Shows the runs in progress. Default: nobody does. */
  readonly watch?: TeachingWatch | undefined;
  /** Runs the tasks elsewhere. Default: the threads of this process do. */
  readonly remote?: RemoteTeacher | undefined;
}

/** A teacher that runs on other machines. */
export interface RemoteTeacher {
  readonly teacher: Pick<TeacherHost, "record"> & { close(): Promise<void> };
  /** Tasks to wait for at once. */
  readonly concurrency: number;
}

/** Data, model and settings of a teacher. */
export type TeacherSource = Pick<RunTeachingOptions, "dataset" | "index" | "model" | "settings">;

/** What a command wrote about, and with which teacher. */
export interface TeachingSource {
  readonly out: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly fingerprint: string;
  /** Null without `--prices`. */
  readonly price: TokenPrice | null;
}

/** Result of {@link runTeaching}. */
export interface TeachingSummary extends TeachResult, TeachingSource {
  /** New runs per second, including recording. */
  readonly runsPerSecond: number;
  readonly seconds: number;
}

/** Runs the teacher in worker threads, records trajectories and displays progress. */
export async function runTeaching(options: RunTeachingOptions, io: Io): Promise<TeachingSummary> {
  const { tasks, settings, samples, keepFailed = false, stopAfterFailures, out: path } = options;
  const { signal, watch } = options;
  const source = await describeSource(options, io);
  const { fingerprint, price } = source;
  const seed = options.model.seed;
  if (options.force === true) await backUpForeignFile(path, { fingerprint, seed });
  const runs = tasks.length * samples;
  const progress = createProgress(io, { label: "teach", total: runs });
  const start = performance.now();
  const { remote } = options;
  return withAnyTeacher(options, io, async (teacher, concurrency) => {
    try {
      const work = {
        teacher,
        settings,
        fingerprint,
        tasks,
        samples,
        path,
        concurrency,
        keepFailed,
      };
      const result = await teach({
        ...work,
        stopAfterFailures,
        ...budgetOf(options, price),
        signal,
        prepare: async () => {
          if (remote === undefined) await checkTeacher(options, { io, signal });
        },
        onStart(begun) {
          progress.start(begun.done);
          watch?.onStart(begun);
        },
        onRunning: watch?.onRunning,
        onTrajectory({ id }, now) {
          progress.update(now.done, "", formatUsage(now.usage, price));
          watch?.onTrajectory(id, now);
        },
      });
      const seconds = (performance.now() - start) / 1000;
      const runsPerSecond = (result.done - result.skipped) / seconds;
      return { ...result, ...source, runsPerSecond, seconds };
    } finally {
      progress.stop();
      watch?.end();
    }
  });
}

/** Result of {@link estimateRun}. */
export interface EstimateSummary extends TeachingEstimate, TeachingSource {
  readonly dryRun: true;
}

/** Tries a few tasks and estimates what the command would use. Writes nothing. */
export async function estimateRun(options: RunTeachingOptions, io: Io): Promise<EstimateSummary> {
  const { tasks, settings, samples, keepFailed = false, out: path } = options;
  const source = await describeSource(options, io);
  const { fingerprint } = source;
  const { signal } = options;
  const prepare = () => checkTeacher(options, { io, signal });
  const runs = tasks.length * samples;
  return withTeacher(options, { io, runs }, async (teacher, concurrency) => {
    const work = { teacher, settings, fingerprint, tasks, samples, path, concurrency, keepFailed };
    const estimate = await estimateTeaching({ ...work, signal, prepare });
    return { ...estimate, ...source, dryRun: true };
  });
}

async function describeSource(options: RunTeachingOptions, io: Io): Promise<TeachingSource> {
  const { dataset, out, prices, model } = options;
  const { name, synthetic } = dataset;
  const fingerprint = fingerprintOfRun(options, io);
  const price = prices === undefined ? null : await readPrice(prices, model.model);
  return { out, dataset: name, synthetic, fingerprint, price };
}

/** The fingerprint of the trajectories. */
export function fingerprintOfRun(source: TeacherSource, io: Io): string {
  return fingerprintOfTeacher(hostOptions(source, io), source.settings);
}

function hostOptions({ dataset, index, model }: TeacherSource, io: Io) {
  const { items, clock, synthetic } = dataset;
  const settings: ModelSettings = modelSettings(model, io);
  return { index, dataset: { items, clock, synthetic }, model: settings, onNote: io.note };
}

/** Sends one request to the model's server before the first run. */
export async function checkTeacher(
  options: TeacherSource,
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
): Promise<void> {
  const { index, dataset, model } = hostOptions(options, io);
  if (model.cache !== undefined) await assertWritableFolder(model.cache, "--cache");
  const { neighbors, evidence } = options.settings;
  const tools = createTools({ index, dataset, neighbors, evidence });
  await checkModel({ model, tools, signal, onNote: io.note });
}

async function withAnyTeacher<Result>(
  options: RunTeachingOptions,
  io: Io,
  work: (teacher: Pick<TeacherHost, "record">, concurrency: number) => Promise<Result>,
): Promise<Result> {
  const { remote, tasks, samples } = options;
  if (remote === undefined) {
    return withTeacher(options, { io, runs: tasks.length * samples }, work);
  }
  const { teacher, concurrency } = remote;
  return work(teacher, concurrency).finally(teacher.close);
}

/** Starts the teacher's threads, as many as so many runs need, and terminates them after the work. */
export async function withTeacher<Result>(
  options: TeacherSource,
  { io, runs }: { readonly io: Io; readonly runs: number },
  work: (teacher: TeacherPool, concurrency: number) => Promise<Result>,
): Promise<Result> {
  const { threads, slots, total } = parallelism(options.model, runs);
  const teacher = createTeacherPool({ ...hostOptions(options, io), threads, slots });
  try {
    return await work(teacher, total);
  } finally {
    await teacher.close();
  }
}

function budgetOf({ maxTokens, maxCost }: RunTeachingOptions, price: TokenPrice | null) {
  if (maxTokens === undefined && maxCost === undefined) return {};
  return { budget: { maxTokens, maxCost, price: price ?? undefined } };
}
