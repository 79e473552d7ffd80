import { type Difficulty, rateDifficulty } from "../../difficulty.js";
import { isSuccess } from "../preference-pairs.js";
import type { Sample } from "../render-sample.js";

/** How the samples of one task did. */
export interface TaskOutcome {
  /** All samples, including runs that failed. */
  readonly samples: number;
  /** Samples that rank the held-out item first. */
  readonly successes: number;
}

/** @returns Undefined for a trajectory without a task. */
export function taskOutcomeOf(samples: readonly Sample[]): TaskOutcome | undefined {
  if (samples[0]?.trajectory.task == null) return undefined;
  return { samples: samples.length, successes: samples.filter(isSuccess).length };
}

/** Null for one sample, which does not allow a rating. */
export function difficultyOf(group: TaskOutcome | undefined): Difficulty | null {
  if (group === undefined || group.samples < 2) return null;
  return rateDifficulty(group.successes, group.samples);
}
