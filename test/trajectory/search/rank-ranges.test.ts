import { describe, expect, it } from "vitest";
import { includesRank, parseRankRanges } from "../../../src/trajectory/search/rank-ranges.js";

const RANKS = [1, 2, 3, 4, 5, 6, 20, null];

describe("parseRankRanges", () => {
  it.each([
    { text: "1", ranks: [1] },
    { text: "2-5", ranks: [2, 3, 4, 5] },
    { text: "5-", ranks: [5, 6, 20] },
    { text: "miss", ranks: [null] },
    { text: "1, 4-4,miss", ranks: [1, 4, null] },
  ])("$text means $ranks", ({ text, ranks }) => {
    const ranges = parseRankRanges(text);
    expect(ranges && RANKS.filter((rank) => includesRank(ranges, rank))).toEqual(ranks);
  });

  it.each(["", "0", "5-2", "-3", "1.5", "one", "1,,2", "misses", "2--5", "1;2"])(
    "rejects %j",
    (text) => {
      expect(parseRankRanges(text)).toBeUndefined();
    },
  );
});
