import type { Rollout } from "./episode.js";

/** How a ranking is read out of a conversation. */
export interface FinalRanks {
  /** In the list that was written; candidates that it lacks follow by their scores at the first place. */
  readonly generated: number;
  /** By the scores at the first place alone. */
  readonly scored: number;
}

/** The held-out item's place among all candidates, from 1. Ties count against it; without scores what was not written is last. */
export function finalRanks({ task, ranking, firstScores }: Rollout): FinalRanks {
  const { candidates, heldOut } = task;
  const scoreOf = (id: string) => firstScores[candidates.indexOf(id)] ?? 0;
  const ahead = (others: readonly string[]) =>
    others.filter((id) => id !== heldOut && scoreOf(id) >= scoreOf(heldOut)).length;
  const place = ranking.indexOf(heldOut);
  const left = candidates.filter((id) => !ranking.includes(id));
  return {
    generated: place === -1 ? ranking.length + ahead(left) + 1 : place + 1,
    scored: ahead(candidates) + 1,
  };
}
