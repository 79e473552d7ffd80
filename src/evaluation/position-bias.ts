import type { ItemId, PolicyAnswer } from "../types.js";
import { mean } from "./bootstrap.js";

/** The positions, in the task's list of candidates, of the items that a policy ranks first. */
export interface PositionBias {
  /** Mean position, from 1. */
  readonly mean: number;
  /** The mean without bias, (candidates + 1) / 2: candidates are shuffled. */
  readonly expected: number;
  /** Distance from `expected` in standard errors; positive for a policy that prefers late candidates. */
  readonly z: number;
  /** Number of positions. */
  readonly answers: number;
}

/**
 * The position of the candidate that an answer ranks first, from 1. Of equal scores the first counts only if it is the only one: a policy
 * that ties all candidates prefers no position.
 *
 * @returns Null if no candidate is first.
 */
export function firstPosition(
  { ranking, scores }: PolicyAnswer,
  candidates: readonly ItemId[],
): number | null {
  const first = ranking?.[0];
  if (first !== undefined) return candidates.indexOf(first) + 1;
  if (scores === undefined || candidates.length === 0) return null;
  const values = Array.from(scores);
  const highest = Math.max(...values);
  const index = values.indexOf(highest);
  return values.lastIndexOf(highest) === index ? index + 1 : null;
}

/**
 * How the positions differ from those of a policy that does not look at the order of candidates, however good it is.
 *
 * @param positions - From 1 to `candidates`.
 * @returns Undefined without positions, or with one candidate.
 * @see Hou et al. (2024) on position bias of LLMs as rankers, arXiv 2305.08845
 */
export function positionBias(
  positions: readonly number[],
  candidates: number,
): PositionBias | undefined {
  if (positions.length === 0 || candidates < 2) return undefined;
  const expected = (candidates + 1) / 2;
  // Standard deviation of a discrete uniform distribution.
  const deviation = Math.sqrt((candidates ** 2 - 1) / 12);
  const center = mean(positions);
  return {
    mean: center,
    expected,
    z: ((center - expected) * Math.sqrt(positions.length)) / deviation,
    answers: positions.length,
  };
}
