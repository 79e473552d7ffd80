import type { Trajectory } from "../../trajectory/trajectory.js";
import type { TeachingJob } from "./settings.js";
import type { Usage } from "../../trajectory/usage.js";
import type { RecordOptions, TeacherHost } from "./teacher-host.js";

/** A recorded run. */
export interface CountedRun {
  readonly trajectory: Trajectory;
  /** What of its usage the cache answered; undefined without a cache. */
  readonly cached: Usage | undefined;
}

/** Records a run, with what the cache answered. */
export async function recordCounted(
  teacher: Pick<TeacherHost, "record">,
  job: TeachingJob,
  options: Omit<RecordOptions, "onCached">,
): Promise<CountedRun> {
  let cached: Usage | undefined;
  const onCached = (usage: Usage) => {
    cached = usage;
  };
  const trajectory = await teacher.record(job, { ...options, onCached });
  return { trajectory, cached };
}
