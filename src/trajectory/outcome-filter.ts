import { assertIntegers } from "../assert.js";
import type { Trajectory } from "./trajectory.js";

/** Verdicts of {@link keepByOutcome} on one trajectory: `kept`, or the reason for dropping it. */
export const OUTCOME_VERDICTS = [
  "kept",
  /** The execution failed, was truncated, or waits to be resumed. */
  "not_completed",
  /** The steps do not show all work that was done. */
  "incomplete",
  /** The trajectory has no recommendation. */
  "no_outcome",
  /** The held-out item is not in the ranking. */
  "not_ranked",
  /** The held-out item is ranked below `keepRank`. */
  "ranked_lower",
] as const;
/** One of {@link OUTCOME_VERDICTS}. */
export type OutcomeVerdict = (typeof OUTCOME_VERDICTS)[number];

/** Options of {@link keepByOutcome}. */
export interface KeepByOutcomeOptions {
  /** Worst rank of the held-out item that is kept, from 1. Default 1, as in the paper. */
  readonly keepRank?: number;
}

/** The kept trajectories, in their original order. */
export interface OutcomeFilter extends AsyncIterable<Trajectory> {
  /** Trajectories read so far, per verdict. */
  readonly counts: Readonly<Record<OutcomeVerdict, number>>;
}

/**
 * Keeps the complete trajectories that rank the held-out item well, one at a time and in constant memory.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when `keepRank` is not a positive integer.
 * @see arXiv 2602.09829, section 3
 *
 * @example
 * ```ts
 * import { keepByOutcome, type Trajectory } from "langgraph-star/recorder";
 *
 * const trajectory: Trajectory = {
 *   schema: "star.trajectory/1",
 *   id: "t1",
 *   task: null,
 *   sample: 0,
 *   source: { graph: "agent", fingerprint: "v1", models: [], temperature: null },
 *   prompt: [],
 *   tools: [],
 *   steps: [],
 *   usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 },
 *   outcome: null,
 *   status: "completed",
 *   error: null,
 * };
 * const kept = keepByOutcome([trajectory], { keepRank: 3 });
 * for await (const { id } of kept) console.log(id);
 * console.log(kept.counts.no_outcome); // 1
 * ```
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
 * Creates the function that gives {@link keepByOutcome} its verdict on one trajectory.
 *
 * @param options - A `keepRank` of null keeps all ranks, and trajectories that do not rank the held-out item.
 * @throws {StarError} `INVALID_ARGUMENT` when `keepRank` is not a positive integer.
 */
export function createOutcomeJudge({
  keepRank = 1,
}: {
  readonly keepRank?: number | null;
}): (trajectory: Trajectory) => OutcomeVerdict {
  if (keepRank !== null) assertIntegers({ keepRank });
  return ({ status, incomplete, outcome }) => {
    if (status !== "completed") return "not_completed";
    if (incomplete) return "incomplete";
    if (outcome === null) return "no_outcome";
    if (keepRank === null) return "kept";
    if (outcome.rank === null) return "not_ranked";
    return outcome.rank <= keepRank ? "kept" : "ranked_lower";
  };
}
