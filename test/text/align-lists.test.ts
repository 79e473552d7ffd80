import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignLists } from "../../src/text/align-lists.js";

const align = (one: string, other: string) =>
  alignLists([...one], [...other]).map(
    ([a, b]) => `${one[a ?? -1] ?? "-"}${other[b ?? -1] ?? "-"}`,
  );

describe("alignLists", () => {
  it.each([
    { one: "abc", other: "abc", pairs: ["aa", "bb", "cc"] },
    { one: "abcd", other: "axcd", pairs: ["aa", "b-", "-x", "cc", "dd"] },
    { one: "abcabba", other: "cbabac", pairs: 4 }, // the example of Myers (1986): the longest common part has 4 elements
    { one: "", other: "ab", pairs: ["-a", "-b"] },
    { one: "ab", other: "", pairs: ["a-", "b-"] },
  ])("aligns $one with $other", ({ one, other, pairs }) => {
    const aligned = align(one, other);
    if (typeof pairs === "number") {
      expect(aligned.filter((pair) => !pair.includes("-"))).toHaveLength(pairs);
    } else {
      expect(aligned).toEqual(pairs);
    }
  });

  it("contains every position of both lists once, in order, and pairs only equal elements", () => {
    const lists = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
    fc.assert(
      fc.property(lists, lists, (one, other) => {
        const pairs = alignLists(one, other);
        const positions = (side: 0 | 1) =>
          pairs.map((pair) => pair[side]).filter((position) => position !== null);
        expect(positions(0)).toEqual([...one.keys()]);
        expect(positions(1)).toEqual([...other.keys()]);
        for (const [a, b] of pairs) if (a !== null && b !== null) expect(one[a]).toBe(other[b]);
      }),
    );
  });

  it("aligns only the ends of lists that are too large", () => {
    const large = (letter: string) => ["start", ...Array<string>(3000).fill(letter), "x", "end"];
    const pairs = alignLists(large("a"), large("b"));
    expect(pairs.filter(([a, b]) => a !== null && b !== null)).toEqual([
      [0, 0],
      [3001, 3001],
      [3002, 3002],
    ]);
  });
});
