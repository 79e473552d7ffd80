import type { Rollout } from "../rollout/episode.js";
import type { Group } from "./rl-run.js";
import { heldOutPosition, recommendedPositions, writtenPositions } from "./rollout-row.js";

/** Who gets the credit for a reward: every word, as in the paper, or the letters that led to it. */
export type CreditAssignment = "sequence" | "letters";

/** Values less their mean, over their standard deviation; all 0 where there is no spread. */
export function standardize(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (variance === 0 ? 0 : (value - mean) / Math.sqrt(variance)));
}

/** What the format alone is worth beside the outcome where letters get the credit. */
const FORMAT_SHARE = 0.2;

/**
 * Advantages of a group, by rollout and position. With the credit on letters the outcome counts for the letters of the
 * recommendation up to the one that places the held-out item, or for all where none does; the format counts a little everywhere.
 */
export function advantagesOf(group: Group, credit: CreditAssignment): Float32Array[] {
  if (credit === "sequence") {
    const advantages = standardize(group.map(({ score }) => score.reward));
    return group.map((rollout, place) =>
      spread(rollout, writtenPositions(rollout), advantages[place] ?? 0),
    );
  }
  const outcomes = standardize(group.map(({ score }) => score.outcome));
  const formats = standardize(group.map(({ score }) => score.format));
  return group.map((rollout, place) => {
    const advantages = spread(rollout, writtenPositions(rollout), FORMAT_SHARE * (formats[place] ?? 0));
    for (const at of lettersWithCredit(rollout))
      advantages[at] = (advantages[at] ?? 0) + (outcomes[place] ?? 0);
    return advantages;
  });
}

function spread({ positions }: Rollout, places: readonly number[], value: number): Float32Array {
  const advantages = new Float32Array(positions.length);
  for (const place of places) advantages[place] = value;
  return advantages;
}

function lettersWithCredit(rollout: Rollout): number[] {
  const placing = heldOutPosition(rollout);
  return recommendedPositions(rollout).filter((place) => placing === -1 || place <= placing);
}
