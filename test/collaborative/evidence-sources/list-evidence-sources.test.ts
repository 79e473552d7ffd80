import { describe, expect, it } from "vitest";
import { fitCollaborativeIndex } from "../../../src/collaborative/collaborative-index.js";
import { createEvidence } from "../../../src/collaborative/evidence/evidence.js";
import { listEvidenceSources } from "../../../src/collaborative/evidence-sources/list-evidence-sources.js";
import type { EvidenceKind } from "../../../src/text/evidence-kinds.js";
import { dailyInteractions } from "../../support/tiny-shop.js";

const IDS = [..."abcdefg"];
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  a: ["x"],
  b: ["x", "y"],
  d: ["z"],
};
const TITLES: Readonly<Record<string, string>> = { a: "red fox", b: "red dog", c: "fox tale" };
const SEQUENCES = [
  { userId: "u0", itemIds: ["a", "b"] },
  { userId: "u1", itemIds: ["a", "c", "d", "a"] },
  { userId: "u2", itemIds: ["b", "d", "c", "c"] },
  { userId: "u3", itemIds: ["d", "e", "f", "g", "b", "a"] },
];

async function open() {
  const items = new Map(
    IDS.map(
      (id) => [id, { id, title: TITLES[id] ?? id, categories: CATEGORIES[id] ?? [] }] as const,
    ),
  );
  const options = { als: { factors: 2, iterations: 2 }, backend: "exact" as const };
  const index = await fitCollaborativeIndex({ sequences: SEQUENCES, items: IDS, options });
  const evidence = createEvidence({ index, items });
  const subject = { userId: "u0", history: dailyInteractions("u0", ["a", "b"]) };
  const sources = (kind: EvidenceKind, itemId: string) =>
    listEvidenceSources(evidence, { subject, kind, itemId });
  const scoreOf = (kind: EvidenceKind, itemId: string) =>
    evidence.lines(subject, [itemId], "all")[0]?.readings.find((reading) => reading.kind === kind)
      ?.value;
  return { sources, scoreOf };
}

describe("listEvidenceSources", () => {
  it("lists users who chose both, with the first position of each choice", async () => {
    const { sources } = await open();
    // The last choice is b; u2 and u3 chose b and d, u2 also chose c.
    expect(sources("together_1", "d")).toEqual({
      form: "counted",
      total: 2,
      entries: [
        { userId: "u2", choice: "b", choiceAt: 0, itemAt: 1 },
        { userId: "u3", choice: "b", choiceAt: 4, itemAt: 0 },
      ],
    });
    // With a and b: u1 by a, u3 by both, u2 by b.
    expect(sources("together_all", "d").total).toBe(4);
  });

  it("lists every time that an item came soon after, and not before", async () => {
    const { sources } = await open();
    // u2: b then d, c, c. u3 chose d before b.
    expect(sources("soon_after_1", "c").entries).toEqual([
      { userId: "u2", choice: "b", choiceAt: 0, itemAt: 2 },
      { userId: "u2", choice: "b", choiceAt: 0, itemAt: 3 },
    ]);
    expect(sources("soon_after_1", "d").total).toBe(1);
    // u1: a, c, d, a. The second a has nothing after it.
    expect(sources("soon_after_3", "d").entries).toHaveLength(2);
  });

  it("lists users of an item, and shared categories", async () => {
    const { sources } = await open();
    expect(sources("popularity", "c").entries).toEqual([
      { userId: "u1", itemAt: 1 },
      { userId: "u2", itemAt: 2 },
    ]);
    expect(sources("categories_10", "b").entries).toEqual([
      { choice: "a", categories: ["x"] },
      { choice: "b", categories: ["x", "y"] },
    ]);
    expect(sources("categories_10", "d")).toEqual({ form: "counted", total: 0, entries: [] });
  });

  it("lists the most similar users who chose it, without the user", async () => {
    const { sources } = await open();
    const { entries } = sources("neighbors_all", "a");
    expect(entries.map(({ userId }) => userId).toSorted()).toEqual(["u1", "u3"]);
    expect(entries.every(({ weight = 2 }) => weight <= 1)).toBe(true);
  });

  it.each(["regression_10", "two_steps_3", "titles_3", "titles_all"] as const)(
    "lists the parts of the score %s, which add up to it",
    async (kind) => {
      const { sources, scoreOf } = await open();
      expect(scoreOf(kind, "c")).toBeGreaterThan(0);
      for (const item of ["c", "d", "g"]) {
        const { form, entries, total } = sources(kind, item);
        expect([form, total]).toEqual(["contributing", entries.length]);
        const sum = entries.reduce((all, { weight = 0 }) => all + weight, 0);
        expect(sum).toBeCloseTo(scoreOf(kind, item) ?? 0, 6);
      }
    },
  );

  it("names no interactions for a product of learned factors, and for an unknown item", async () => {
    const { sources } = await open();
    expect(sources("factors_10", "c").form).toBe("none");
    expect(sources("popularity", "unknown").form).toBe("none");
  });
});
