import type { Rollout } from "../rollout/rollout.js";
import type { Group } from "./rl-iteration.js";
import { heldOutPosition, recommendedPositions, writtenPositions } from "./rollout-row.js";

/**
 * Tokens that a reward is credited to: all tokens of the rollout, as in the paper, or the recommended candidates up to the
 * held-out item.
 */
export type CreditAssignment = "sequence" | "candidates";

/** Weight of the format next to the outcome when candidates get the credit. */
const FORMAT_WEIGHT = 0.2;

/**
 * Advantages of a group's rollouts, by position; 0 at positions that the student did not write.
 *
 * With credit `"sequence"`, every written token gets the standardized reward. With `"candidates"`, every written token gets
 * {@link FORMAT_WEIGHT} times the standardized format score, and the recommended candidates up to the held-out item (all of
 * them if it is missing) also get the standardized outcome.
 *
 * @returns One array per rollout, in the order of the group.
 */
export function advantagesOf(group: Group, credit: CreditAssignment): Float32Array[] {
  if (credit === "sequence") {
    const advantages = standardize(group.map(({ score }) => score.reward));
    return group.map((rollout, index) => fillWritten(rollout, advantages[index] ?? 0));
  }
  const outcomes = standardize(group.map(({ score }) => score.outcome));
  const formats = standardize(group.map(({ score }) => score.format));
  return group.map((rollout, index) => {
    const advantages = fillWritten(rollout, FORMAT_WEIGHT * (formats[index] ?? 0));
    for (const position of creditedCandidates(rollout))
      advantages[position] = (advantages[position] ?? 0) + (outcomes[index] ?? 0);
    return advantages;
  });
}

/** Subtracts the mean and divides by the population standard deviation; all 0 if the values are equal. */
export function standardize(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (variance === 0 ? 0 : (value - mean) / Math.sqrt(variance)));
}

function fillWritten(rollout: Rollout, value: number): Float32Array {
  const advantages = new Float32Array(rollout.positions.length);
  for (const position of writtenPositions(rollout)) advantages[position] = value;
  return advantages;
}

function creditedCandidates(rollout: Rollout): number[] {
  const last = heldOutPosition(rollout);
  return recommendedPositions(rollout).filter((position) => last === -1 || position <= last);
}
