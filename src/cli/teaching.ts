import { createTeacherPool } from "../distill/teaching/pool.js";
import { backUpForeignFile } from "../distill/teaching/resume.js";
import type { TeacherSettings } from "../distill/teaching/settings.js";
import { teach, type TeachResult } from "../distill/teaching/teach.js";
import { fingerprintOfTeacher } from "../distill/teaching/teacher-host.js";
import type { Io } from "./io.js";
import { type ModelFlags, modelSettings, parallelism } from "./model-flags.js";
import type { PreparedData } from "./prepare.js";
import { createProgress } from "./progress.js";

interface RunTeachingOptions extends PreparedData {
  readonly settings: TeacherSettings;
  readonly model: ModelFlags;
  readonly samples: number;
  readonly out: string;
  /** True renames an existing file of another teacher. */
  readonly force: boolean;
}

/** Result of {@link runTeaching}. */
interface TeachingSummary extends TeachResult {
  readonly out: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly fingerprint: string;
  /** New runs per second, including recording. */
  readonly runsPerSecond: number;
  readonly seconds: number;
}

/** Runs the teacher in worker threads, records trajectories and displays progress. */
export async function runTeaching(options: RunTeachingOptions, io: Io): Promise<TeachingSummary> {
  const { dataset, tasks, index, settings, samples, out: path } = options;
  const { items, clock, synthetic, name } = dataset;
  const model = modelSettings(options.model, io);
  const host = { index, dataset: { items, clock, synthetic }, model, onNote: io.note };
  const fingerprint = fingerprintOfTeacher(host, settings);
  if (options.force) await backUpForeignFile(path, { fingerprint, seed: model.seed });
  const runs = tasks.length * samples;
  const { threads, slots, total } = parallelism(options.model, runs);
  const teacher = createTeacherPool({ ...host, threads, slots });
  const progress = createProgress(io, { label: "teach", total: runs });
  const start = performance.now();
  try {
    const work = { teacher, settings, fingerprint, tasks, samples, path, lookahead: 2 * total };
    const result = await teach({
      ...work,
      signal: io.listenForInterrupt(),
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

/** Formats the summary as text. */
export function formatTeaching(summary: TeachingSummary): string {
  const { out, dataset, synthetic, done, total, skipped, statuses, cutBytes, stopped } = summary;
  const { completed, ...others } = statuses;
  const problems = Object.entries(others).filter(([, count]) => count > 0);
  const source = synthetic ? `${dataset} (synthetic data)` : dataset;
  return [
    `${done} of ${total} trajectories of ${source} are in ${out}: ${skipped} from earlier runs, ${done - skipped} new.`,
    ...(cutBytes > 0 ? [`An incomplete last line of ${cutBytes} bytes was removed.`] : []),
    `New: ${completed} completed${problems.map(([status, count]) => `, ${count} ${status}`).join("")}; ${summary.firstPlaces} rank the held-out item first.`,
    `${summary.seconds.toFixed(1)} s, ${summary.runsPerSecond.toFixed(1)} runs/s.`,
    ...(stopped ? ["Interrupted. Run the same command again to resume."] : []),
  ].join("\n");
}
