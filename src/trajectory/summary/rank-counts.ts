import type { Trajectory } from "../trajectory.js";

/** Ranks of held-out items in final rankings. */
export interface RankCounts {
  /** Trajectories with an outcome. */
  readonly ranked: number;
  readonly first: number;
  /** Rank 3 or better, and 5 or better. */
  readonly top3: number;
  readonly top5: number;
  /** Rankings without the held-out item. */
  readonly missed: number;
}

/** {@link RankCounts} while they are counted. */
export type RankSums = { -readonly [Name in keyof RankCounts]: number };

/** Creates counts of no rankings. */
export function createRankSums(): RankSums {
  return { ranked: 0, first: 0, top3: 0, top5: 0, missed: 0 };
}

/** Adds the outcome of a trajectory. */
export function addRank(
  sums: RankSums,
  outcome: Pick<NonNullable<Trajectory["outcome"]>, "rank"> | null,
): void {
  if (outcome === null) return;
  sums.ranked++;
  if (outcome.rank === null) sums.missed++;
  const rank = outcome.rank ?? Infinity;
  if (rank === 1) sums.first++;
  if (rank <= 3) sums.top3++;
  if (rank <= 5) sums.top5++;
}
