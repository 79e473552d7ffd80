import { mapInOrder } from "../../concurrency.js";
import { openTrajectoryFile } from "../../trajectory/trajectory-file.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { RecommendationTask } from "../../types.js";
import { readFinishedIds } from "./resume.js";
import { trajectoryId } from "./run-task.js";
import type { TeacherSettings, TeachingJob } from "./settings.js";
import type { TeacherHost } from "./teacher-host.js";

/** Options of {@link teach}. */
export interface TeachOptions {
  readonly teacher: Pick<TeacherHost, "record">;
  readonly settings: TeacherSettings;
  /** Fingerprint of the teacher, see `fingerprintOfTeacher`. A file with another fingerprint is rejected. */
  readonly fingerprint: string;
  readonly tasks: readonly RecommendationTask[];
  /** Runs per task. Default 1. */
  readonly samples?: number;
  /** File to which trajectories are appended, in the order of the tasks, then of the samples. */
  readonly path: string;
  /** Maximum number of runs that are in progress or wait to be written. Default 8. */
  readonly lookahead?: number;
  /** On abort, runs in progress are finished and written, then `teach` returns. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, after the file was read and before the first run. */
  readonly onStart?: (progress: TeachProgress) => void;
  /** Called after each trajectory was written. */
  readonly onTrajectory?: (trajectory: Trajectory, progress: TeachProgress) => void;
}

/** Progress of {@link teach}. */
export interface TeachProgress {
  /** Trajectories in the file, including those that were there before. */
  readonly done: number;
  /** Tasks times samples. */
  readonly total: number;
}

/** Result of {@link teach}. */
export interface TeachResult extends TeachProgress {
  /** Trajectories that were in the file before. */
  readonly skipped: number;
  /** Size in bytes of an incomplete last line that was removed. */
  readonly cutBytes: number;
  /** New trajectories per status. */
  readonly statuses: Readonly<Record<Trajectory["status"], number>>;
  /** New trajectories that rank the held-out item first. */
  readonly firstPlaces: number;
  /** True if the signal ended the work before everything was done. */
  readonly stopped: boolean;
}

/**
 * Runs a teacher on tasks and appends the trajectories to a file. Trajectories that the file contains are skipped, so a call
 * with the same options resumes an interrupted one.
 *
 * @throws {StarError} `FILE_EXISTS` when the file contains trajectories of another teacher or seed.
 * @throws {StarError} `WORKER_FAILED` when a worker thread dies. The file keeps what was finished before.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import {
 *   createTasks,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   teach,
 * } from "langgraph-star";
 * import {
 *   createTeacherHost,
 *   fingerprintOfTeacher,
 *   TEACHER_DEFAULTS as settings,
 * } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const host = { index, dataset, model: { spec: "offline", temperature: 0, seed: 1 } };
 * const { statuses } = await teach({
 *   teacher: createTeacherHost(host),
 *   settings,
 *   fingerprint: fingerprintOfTeacher(host, settings),
 *   tasks: createTasks(dataset, { split: "test", limit: 5 }).tasks,
 *   path: join(await mkdtemp(join(tmpdir(), "star-")), "trajectories.jsonl"),
 * });
 * console.log(statuses.completed); // 5
 * ```
 */
export async function teach(options: TeachOptions): Promise<TeachResult> {
  const { teacher, settings, fingerprint, tasks, samples = 1, path, lookahead = 8 } = options;
  const file = await openTrajectoryFile(path);
  try {
    const finished = await readFinishedIds(path, { fingerprint, seed: tasks[0]?.seed });
    const jobs = listJobs(tasks, samples, settings);
    const missing = jobs.filter(({ task, sample }) => !finished.has(trajectoryId(task, sample)));
    const counter = createCounter(jobs.length, jobs.length - missing.length);
    options.onStart?.(counter.progress());
    const runs = mapInOrder(missing, teacher.record, { lookahead, signal: options.signal });
    for await (const trajectory of runs) {
      await file.append(trajectory);
      counter.add(trajectory);
      options.onTrajectory?.(trajectory, counter.progress());
    }
    return { ...counter.result(), cutBytes: file.cutBytes };
  } finally {
    await file.close();
  }
}

function listJobs(
  tasks: readonly RecommendationTask[],
  samples: number,
  settings: TeacherSettings,
): TeachingJob[] {
  return tasks.flatMap((task) =>
    Array.from({ length: samples }, (_, sample) => ({ settings, task, sample })),
  );
}

function createCounter(total: number, skipped: number) {
  const statuses = { completed: 0, failed: 0, truncated: 0, interrupted: 0 };
  let done = skipped;
  let firstPlaces = 0;
  return {
    add({ status, outcome }: Trajectory): void {
      statuses[status]++;
      done++;
      if (outcome?.rank === 1) firstPlaces++;
    },
    progress: (): TeachProgress => ({ done, total }),
    result: () => ({ done, total, skipped, statuses, firstPlaces, stopped: done < total }),
  };
}
