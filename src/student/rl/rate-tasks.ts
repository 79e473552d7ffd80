import { rollOut, type RollOutOptions } from "../rollout/roll-out.js";
import type { RatedTask } from "./prompts.js";

const SAMPLES = 8;

/**
 * How difficult tasks are for a student: one conversation each says how likely it would place the held-out item first, and so how
 * many of 8 samples would be expected to. That costs an eighth of sampling them.
 */
export async function rateTasks(
  options: Omit<RollOutOptions, "temperature">,
): Promise<RatedTask[]> {
  const rollouts = await rollOut({ ...options, temperature: 0 });
  return rollouts.map(({ task, firstScores }) => ({
    task,
    successes: SAMPLES * shareOf(firstScores, task.candidates.indexOf(task.heldOut)),
  }));
}

/** The probability of one entry under a softmax; 0 without any. */
function shareOf(scores: readonly number[], place: number): number {
  const top = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - top));
  return (shares[place] ?? 0) / shares.reduce((sum, share) => sum + share, 0) || 0;
}
