import type { Score } from "../../distill/transcript/reward/score-text.js";
import type { ItemId, RecommendationTask } from "../../types.js";
import type { LabelAssignment } from "../decoding/label-assignment.js";
import type { SequencePosition } from "../language/token.js";

/** A finished conversation of a student about one task, with its reward. */
export interface Rollout {
  readonly task: RecommendationTask;
  readonly labels: LabelAssignment;
  readonly positions: readonly SequencePosition[];
  /** Log-probability of each sampled token, by position; 0 at positions that the student did not write. */
  readonly logProbabilities: Float32Array;
  /** The reward, computed from the conversation's text like that of any trainer. */
  readonly score: Score;
  /** The recommended candidates, without repeats, best first. */
  readonly ranking: readonly ItemId[];
  /** Logits of all candidates at the first recommended position, by candidate; empty if no recommendation was begun. */
  readonly firstPositionScores: readonly number[];
  /** Tool calls in order, each as the tool's name and its most specific argument. */
  readonly calls: readonly string[];
}

/** Rank of the held-out item among all candidates, from 1, by two readings of one rollout. */
export interface FinalRanks {
  /** In the written list, followed by the other candidates in the order of their scores at the first position. */
  readonly generated: number;
  /** In the order of the scores at the first position alone. */
  readonly scored: number;
}

/** Ranks the held-out item. Ties count against it; without scores every candidate that was not written is tied. */
export function finalRanks({ task, ranking, firstPositionScores }: Rollout): FinalRanks {
  const { candidates, heldOut } = task;
  const scoreOf = (id: string) => firstPositionScores[candidates.indexOf(id)] ?? 0;
  const countAhead = (others: readonly string[]) =>
    others.filter((id) => id !== heldOut && scoreOf(id) >= scoreOf(heldOut)).length;
  const index = ranking.indexOf(heldOut);
  const unranked = candidates.filter((id) => !ranking.includes(id));
  return {
    generated: index === -1 ? ranking.length + countAhead(unranked) + 1 : index + 1,
    scored: countAhead(candidates) + 1,
  };
}
