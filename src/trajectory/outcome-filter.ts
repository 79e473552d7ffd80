import { assertIntegers } from "../assert.js";
import type { Trajectory } from "./trajectory.js";

/** What an outcome filter can decide; every one but `kept` is a reason to drop. */
export const OUTCOME_VERDICTS = [
  "kept",
  /** It failed, was cut short or waits to be resumed. */
  "not_completed",
  /** Its steps do not show all that was done. */
  "incomplete",
  /** It has no recommendation to judge. */
  "no_outcome",
  /** The held-out item is not in the ranking. */
  "not_ranked",
  /** The held-out item stands lower than `keepRank`. */
  "ranked_lower",
] as const;
export type OutcomeVerdict = (typeof OUTCOME_VERDICTS)[number];

export interface KeepByOutcomeOptions {
  /** The lowest rank of the held-out item that is kept, from 1. Default 1, the paper's rule. */
  readonly keepRank?: number;
}

/** The trajectories that are kept, in their order. */
export interface OutcomeFilter extends AsyncIterable<Trajectory> {
  /** How many of those read so far got each verdict. */
  readonly counts: Readonly<Record<OutcomeVerdict, number>>;
}

/**
 * Keeps the trajectories that ended well, one at a time and in constant memory.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when `keepRank` is not a positive integer.
 * @see arXiv 2602.09829, section 3
 */
export function keepByOutcome(
  trajectories: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  options: KeepByOutcomeOptions = {},
): OutcomeFilter {
  const judge = createOutcomeJudge(options);
  const counts = {
    kept: 0,
    not_completed: 0,
    incomplete: 0,
    no_outcome: 0,
    not_ranked: 0,
    ranked_lower: 0,
  };
  return {
    counts,
    async *[Symbol.asyncIterator]() {
      for await (const trajectory of trajectories) {
        const verdict = judge(trajectory);
        counts[verdict]++;
        if (verdict === "kept") yield trajectory;
      }
    },
  };
}

/**
 * What {@link keepByOutcome} says of one trajectory.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when `keepRank` is not a positive integer.
 */
export function createOutcomeJudge({
  keepRank = 1,
}: KeepByOutcomeOptions): (trajectory: Trajectory) => OutcomeVerdict {
  assertIntegers({ keepRank });
  return ({ status, incomplete, outcome }) => {
    if (status !== "completed") return "not_completed";
    if (incomplete) return "incomplete";
    if (outcome === null) return "no_outcome";
    if (outcome.rank === null) return "not_ranked";
    return outcome.rank <= keepRank ? "kept" : "ranked_lower";
  };
}
