import type { Difficulty } from "../formats/records.js";
import type { Trajectory } from "../trajectory.js";

/**
 * How hard a task is, by the share of its samples that rank the held-out item first: more than two thirds is easy, less than
 * one third hard. One sample says nothing.
 */
export function difficultyOf(samples: readonly Pick<Trajectory, "outcome">[]): Difficulty | null {
  if (samples.length < 2) return null;
  const share = samples.filter(({ outcome }) => outcome?.rank === 1).length / samples.length;
  if (share > 2 / 3) return "easy";
  return share < 1 / 3 ? "hard" : "medium";
}
