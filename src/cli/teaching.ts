import { splitTargets } from "../data/targets.js";
import { setAside } from "../distill/teaching/resume.js";
import { createTeacherPool } from "../distill/teaching/pool.js";
import type { TeacherSettings } from "../distill/teaching/settings.js";
import { teach, type TeachResult } from "../distill/teaching/teach.js";
import { fingerprintOfTeacher } from "../distill/teaching/teacher-host.js";
import { createChatModel } from "../models/chat-model.js";
import { loadNamedDataset } from "./data-options.js";
import { obtainIndex } from "./index-source.js";
import type { Io } from "./io.js";
import { type ModelOptions, modelSettings, parallelism } from "./model-options.js";
import { createProgress } from "./progress.js";
import { createNamedTasks, type TaskOptions } from "./task-options.js";

/** What `star teach` takes. */
export interface TeachingOptions extends TaskOptions, ModelOptions {
  readonly out: string;
  readonly samples: number;
  readonly index?: string;
  readonly maxReflections: number;
  readonly reflection: boolean;
  readonly evidence: boolean;
  readonly neighbors: boolean;
  readonly force?: boolean;
}

export interface TeachingSummary extends TeachResult {
  readonly out: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly fingerprint: string;
  /** Of the runs of this call alone. */
  readonly tasksPerSecond: number;
  readonly seconds: number;
}

/** Runs the teacher as the options say and shows how far it is. */
export async function runTeaching(options: TeachingOptions, io: Io): Promise<TeachingSummary> {
  const { split, index: directory, samples, out: path } = options;
  const settings = teacherSettings(options);
  const model = modelSettings(options, io);
  await createChatModel(model.spec, model); // A wrong name or a missing key is told before anything is fitted.
  const dataset = await loadNamedDataset(options, io);
  const protocol = splitTargets(dataset);
  const { tasks } = createNamedTasks(dataset, options, { protocol, io });
  const index = await obtainIndex({ dataset, split, protocol, directory }, io);
  const { items, clock, synthetic, name } = dataset;
  const host = { index, dataset: { items, clock, synthetic }, model };
  const fingerprint = fingerprintOfTeacher(host, settings);
  if (options.force === true) await setAside(path, { fingerprint, seed: options.seed });
  const threads = parallelism(options);
  const teacher = createTeacherPool({ ...host, ...threads });
  const start = performance.now();
  const progress = createProgress(io, { label: "teach", total: tasks.length * samples });
  try {
    const result = await teach({
      teacher,
      settings,
      fingerprint,
      tasks,
      samples,
      path,
      lookahead: 2 * threads.threads * threads.slots,
      signal: io.signal,
      onTrajectory: (_, { done }) => progress.update(done),
    });
    const seconds = (performance.now() - start) / 1000;
    const written = result.done - result.skipped;
    const rate = { tasksPerSecond: written / seconds, seconds };
    return { ...result, out: path, dataset: name, synthetic, fingerprint, ...rate };
  } finally {
    progress.stop();
    await teacher.close();
  }
}

function teacherSettings(options: TeachingOptions): TeacherSettings {
  const { reflection, maxReflections, evidence, neighbors } = options;
  return { maxReflections: reflection ? maxReflections : 0, evidence, neighbors };
}

/** The summary for a person. */
export function describeTeaching(summary: TeachingSummary): string {
  const { out, dataset, synthetic, done, total, skipped, statuses, cutBytes, stopped } = summary;
  const { completed, ...others } = statuses;
  const problems = Object.entries(others).filter(([, count]) => count > 0);
  const source = synthetic ? `${dataset} (synthetic data)` : dataset;
  return [
    `${done} of ${total} trajectories of ${source} in ${out}: ${skipped} from before, ${done - skipped} new.`,
    ...(cutBytes > 0 ? [`A torn last line of ${cutBytes} bytes was cut.`] : []),
    `${completed} completed${problems.map(([status, count]) => `, ${count} ${status}`).join("")}; ${summary.firstPlaces} rank the held-out item first.`,
    `${summary.seconds.toFixed(1)} s, ${summary.tasksPerSecond.toFixed(1)} tasks a second.`,
    ...(stopped ? ["Stopped. Run the same command again to go on."] : []),
  ].join("\n");
}
