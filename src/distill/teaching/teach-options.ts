import type { Trajectory } from "../../trajectory/trajectory.js";
import type { RunningExecution } from "../../trajectory/recorder/running.js";
import type { RecommendationTask, UserId } from "../../types.js";
import type { Budget } from "./budget.js";
import type { TeacherSettings } from "./settings.js";
import type { TeacherHost } from "./teacher-host.js";
import type { StopReason, TeachProgress } from "./work.js";

/** A run in progress. */
export interface RunningTask {
  /** The id that its trajectory will have. */
  readonly id: string;
  readonly userId: UserId;
  /** Number of the sample of the task, from 0. */
  readonly sample: number;
  /** What it is at; undefined when it begins. */
  readonly execution: RunningExecution | undefined;
}

/** Options of `teach`. */
export interface TeachOptions {
  readonly teacher: Pick<TeacherHost, "record">;
  readonly settings: TeacherSettings;
  /** Fingerprint of the teacher, see `fingerprintOfTeacher`. A file with another fingerprint is rejected. */
  readonly fingerprint: string;
  readonly tasks: readonly RecommendationTask[];
  /** Runs per task. Default 1. */
  readonly samples?: number;
  /** File of the trajectories, in the order of the tasks, then of the samples. */
  readonly path: string;
  /** Runs in progress at once. Default 8. */
  readonly concurrency?: number;
  /** True leaves runs that did not complete as they are. Default false: they are run again, and their trajectories replaced. */
  readonly keepFailed?: boolean;
  /** Number of runs that may fail before the work ends. Default: any number. */
  readonly stopAfterFailures?: number | undefined;
  /** Most that new runs may use. Default: no limit. */
  readonly budget?: Budget;
  /** On abort, no run is started, and those that do not end within a second are aborted. They are not in the file. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, after the file was read and before the first run. */
  readonly onStart?: (progress: TeachProgress) => void;
  /** Awaited before the first run, if there is one to do. If it rejects, `teach` does, too. */
  readonly prepare?: () => Promise<void>;
  /** Called when a run begins, and while it is in progress, see `RecordOptions`. */
  readonly onRunning?: ((run: RunningTask) => void) | undefined;
  /** Called after each trajectory was written, in the order in which the runs end. */
  readonly onTrajectory?: (trajectory: Trajectory, progress: TeachProgress) => void;
}

/** Result of `teach`. Counts are those of new runs. */
export interface TeachResult extends TeachProgress {
  /** Trajectories that were in the file before, and stay. */
  readonly skipped: number;
  /** Runs that were done again, because they had not completed before. */
  readonly repeated: number;
  /** Size in bytes of an incomplete last line that was removed. */
  readonly cutBytes: number;
  /** Null if everything was done. */
  readonly stopReason: StopReason | null;
}
