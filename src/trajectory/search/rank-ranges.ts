/** Ranks of the held-out item, from 1. */
export interface RankRanges {
  /** First and last rank of each range. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
  /** Whether a ranking without the held-out item counts. */
  readonly miss: boolean;
}

const RANGE = /^(\d+)(?:(-)(\d*))?$/;

/**
 * Parses ranks separated by commas: `1`, `2-5`, `6-` (6 and lower), `miss` (not in the ranking).
 *
 * @returns Undefined for any other text.
 */
export function parseRankRanges(text: string): RankRanges | undefined {
  const parts = text.split(",").map((part) => part.trim());
  const ranges = parts.filter((part) => part !== "miss").map(parseRange);
  const known = ranges.filter((range) => range !== undefined);
  if (known.length < ranges.length) return undefined;
  return { ranges: known, miss: parts.includes("miss") };
}

function parseRange(text: string): readonly [number, number] | undefined {
  const [, from = "", dash, to = ""] = RANGE.exec(text) ?? [];
  const first = Number(from);
  const last = dash === undefined ? first : to === "" ? Infinity : Number(to);
  return first >= 1 && last >= first ? [first, last] : undefined;
}

/** True if a rank, null for a ranking without the held-out item, is one of the ranks. */
export function includesRank({ ranges, miss }: RankRanges, rank: number | null): boolean {
  return rank === null ? miss : ranges.some(([first, last]) => first <= rank && rank <= last);
}
