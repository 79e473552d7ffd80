import { mapInOrder } from "../../concurrency.js";
import { openTrajectoryFile } from "../../trajectory/trajectory-file.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { RecommendationTask } from "../../types.js";
import { readProgress } from "./resume.js";
import { trajectoryId } from "./run-task.js";
import type { TeacherSettings, TeachingJob } from "./settings.js";
import type { TeacherHost } from "./teacher-host.js";

export interface TeachOptions {
  readonly teacher: Pick<TeacherHost, "record">;
  readonly settings: TeacherSettings;
  /** What the teacher's trajectories carry: tells whether a file holds those of the same one. */
  readonly fingerprint: string;
  readonly tasks: readonly RecommendationTask[];
  /** Runs of each task. Default 1. */
  readonly samples?: number;
  /** Where trajectories are appended, in the order of the tasks, samples innermost. */
  readonly path: string;
  /** How many runs may be under way or waiting to be written. Default 8. */
  readonly lookahead?: number;
  /** Aborting it finishes what is under way, writes it and returns. */
  readonly signal?: AbortSignal | undefined;
  /** Called once the file was read, before anything is run. */
  readonly onStart?: (progress: TeachProgress) => void;
  readonly onTrajectory?: (trajectory: Trajectory, progress: TeachProgress) => void;
}

export interface TeachProgress {
  /** Runs written now, and those that were in the file before. */
  readonly done: number;
  readonly total: number;
}

export interface TeachResult extends TeachProgress {
  /** Runs that were in the file before. */
  readonly skipped: number;
  /** Bytes of a torn last line that were cut. */
  readonly cutBytes: number;
  /** Of the runs written now. */
  readonly statuses: Readonly<Record<Trajectory["status"], number>>;
  /** Runs written now that rank the held-out item first. */
  readonly firstPlaces: number;
  /** True when the signal ended it before all was done. */
  readonly stopped: boolean;
}

/**
 * Runs tasks through a teacher and appends their trajectories to a file. What the file holds already is not run again, so
 * calling it again after a kill goes on where that stopped.
 *
 * @throws {StarError} `FILE_EXISTS` when the file holds trajectories of another teacher or seed.
 * @throws {StarError} `WORKER_FAILED` when a thread dies. What was finished before is in the file.
 */
export async function teach(options: TeachOptions): Promise<TeachResult> {
  const { teacher, settings, fingerprint, tasks, samples = 1, path, lookahead = 8 } = options;
  const file = await openTrajectoryFile(path);
  try {
    const written = await readProgress(path, { fingerprint, seed: tasks[0]?.seed });
    const jobs = listJobs(tasks, samples, settings);
    const missing = jobs.filter(({ task, sample }) => !written.has(trajectoryId(task, sample)));
    const tally = createTally(jobs.length, jobs.length - missing.length);
    options.onStart?.(tally.progress());
    const runs = mapInOrder(missing, teacher.record, { lookahead, signal: options.signal });
    for await (const trajectory of runs) {
      await file.append(trajectory);
      tally.add(trajectory);
      options.onTrajectory?.(trajectory, tally.progress());
    }
    return { ...tally.result(), cutBytes: file.cutBytes };
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

function createTally(total: number, skipped: number) {
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
