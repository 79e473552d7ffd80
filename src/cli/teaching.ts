import { createTeacherPool } from "../distill/teaching/pool.js";
import { setAside } from "../distill/teaching/resume.js";
import type { TeacherSettings } from "../distill/teaching/settings.js";
import { teach, type TeachResult } from "../distill/teaching/teach.js";
import { fingerprintOfTeacher } from "../distill/teaching/teacher-host.js";
import type { Io } from "./io.js";
import { type ModelOptions, modelSettings, parallelism } from "./model-options.js";
import type { Prepared } from "./prepare.js";
import { createProgress } from "./progress.js";

export interface TeachingOptions extends Prepared {
  readonly settings: TeacherSettings;
  readonly model: ModelOptions;
  readonly samples: number;
  readonly out: string;
  /** Whether a file of another teacher is renamed. */
  readonly force: boolean;
}

export interface TeachingSummary extends TeachResult {
  readonly out: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly fingerprint: string;
  /** Runs of this call a second, recording included. */
  readonly runsPerSecond: number;
  readonly seconds: number;
}

/** Runs the teacher on a pool of threads and shows how far it is. */
export async function runTeaching(options: TeachingOptions, io: Io): Promise<TeachingSummary> {
  const { dataset, tasks, index, settings, samples, out: path } = options;
  const { items, clock, synthetic, name } = dataset;
  const model = modelSettings(options.model, io);
  const host = { index, dataset: { items, clock, synthetic }, model };
  const fingerprint = fingerprintOfTeacher(host, settings);
  if (options.force) await setAside(path, { fingerprint, seed: model.seed });
  const runs = tasks.length * samples;
  const { threads, slots, total } = parallelism(options.model, runs);
  const teacher = createTeacherPool({ ...host, threads, slots });
  const progress = createProgress(io, { label: "teach", total: runs });
  const start = performance.now();
  try {
    const work = { teacher, settings, fingerprint, tasks, samples, path, lookahead: 2 * total };
    const result = await teach({
      ...work,
      signal: io.listenForStop(),
      onStart: ({ done }) => progress.start(done),
      onTrajectory: (_, { done }) => progress.update(done),
    });
    const seconds = (performance.now() - start) / 1000;
    const runsPerSecond = (result.done - result.skipped) / seconds;
    return { ...result, out: path, dataset: name, synthetic, fingerprint, runsPerSecond, seconds };
  } finally {
    progress.stop();
    await teacher.close();
  }
}

/** The summary for a person. */
export function describeTeaching(summary: TeachingSummary): string {
  const { out, dataset, synthetic, done, total, skipped, statuses, cutBytes, stopped } = summary;
  const { completed, ...others } = statuses;
  const problems = Object.entries(others).filter(([, count]) => count > 0);
  const source = synthetic ? `${dataset} (synthetic data)` : dataset;
  return [
    `${done} of ${total} trajectories of ${source} are in ${out}: ${skipped} from before, ${done - skipped} new.`,
    ...(cutBytes > 0 ? [`A torn last line of ${cutBytes} bytes was cut.`] : []),
    `New: ${completed} completed${problems.map(([status, count]) => `, ${count} ${status}`).join("")}; ${summary.firstPlaces} rank the held-out item first.`,
    `${summary.seconds.toFixed(1)} s, ${summary.runsPerSecond.toFixed(1)} runs a second.`,
    ...(stopped ? ["Stopped. Run the same command again to go on."] : []),
  ].join("\n");
}
