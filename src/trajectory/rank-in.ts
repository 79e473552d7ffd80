/** Rank of an item in a ranking, from 1; null if it is not in it. */
export function rankIn(ranking: readonly string[], itemId: string): number | null {
  const position = ranking.indexOf(itemId);
  return position === -1 ? null : position + 1;
}
