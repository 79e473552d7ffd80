import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fitCollaborativeIndex } from "../../../src/collaborative/collaborative-index.js";
import { createEvidence } from "../../../src/collaborative/evidence/evidence.js";
import { formatEvidenceTable, parseEvidenceTable } from "../../../src/text/evidence-table.js";
import { dailyInteractions } from "../../support/tiny-shop.js";

const IDS = [..."abcdefg"];
const sequence = fc.array(fc.constantFrom(...IDS), { maxLength: 9 });
const shop = fc.record({
  sequences: fc
    .array(sequence, { minLength: 1, maxLength: 7 })
    .map((lists) => lists.map((itemIds, user) => ({ userId: `u${user}`, itemIds }))),
  categories: fc.array(fc.uniqueArray(fc.constantFrom("x", "y", "z"), { maxLength: 2 }), {
    minLength: IDS.length,
    maxLength: IDS.length,
  }),
  history: fc.array(fc.constantFrom(...IDS, "unknown"), { maxLength: 14 }),
});
type Shop = typeof shop extends fc.Arbitrary<infer Value> ? Value : never;

const count = <T>(values: readonly T[], test: (value: T) => boolean) => values.filter(test).length;

/** The counts of a line, recomputed from the interactions in the simplest way: `[value, base]` by kind. */
function recount({ sequences, categories, history }: Shop, item: string) {
  const known = history.filter((id) => id !== "unknown");
  const last = (many: number) => [...new Set(known.slice(-many))];
  const users = sequences.map(({ itemIds }) => new Set(itemIds));
  const together = (from: string[]): [number, number] => [
    from
      .filter((id) => id !== item)
      .reduce((sum, id) => sum + count(users, (user) => user.has(id) && user.has(item)), 0),
    from.reduce((sum, id) => sum + count(users, (user) => user.has(id)), 0),
  ];
  const soonAfter = (from: string[]): [number, number] => {
    const followers = sequences.flatMap(({ itemIds }) =>
      itemIds.flatMap((id, position) =>
        from.includes(id)
          ? itemIds.slice(position + 1, position + 6).filter((other) => other !== id)
          : [],
      ),
    );
    return [count(followers, (follower) => follower === item), followers.length];
  };
  const categoriesOf = (id: string) => categories[IDS.indexOf(id)] ?? [];
  const sharing = (from: string[]): [number, number] => [
    count(from, (id) => categoriesOf(id).some((one) => categoriesOf(item).includes(one))),
    from.length,
  ];
  const counts: Record<string, [number, number]> = {
    together_1: together(last(1)),
    together_3: together(last(3)),
    together_all: together(last(99)),
    soon_after_1: soonAfter(last(1)),
    soon_after_3: soonAfter(last(3)),
    soon_after_10: soonAfter(last(10)),
    categories_10: sharing(last(10)),
    categories_all: sharing(last(99)),
    popularity: [count(users, (user) => user.has(item)), users.length],
  };
  return counts;
}

it("states reproducible counts, finite lifts and percentages above 0, in a table that can be parsed", async () => {
  const property = fc.asyncProperty(shop, fc.constantFrom(...IDS), async (shop, item) => {
    const items = new Map(
      IDS.map((id, index) => [id, { id, title: id, categories: shop.categories[index]! }]),
    );
    const options = { als: { factors: 2, iterations: 2 }, backend: "exact" as const };
    const index = await fitCollaborativeIndex({ ...shop, items: IDS, options });
    const evidence = createEvidence({ index, items });
    const subject = { userId: "u0", history: dailyInteractions("u0", shop.history) };
    const line = evidence.lines(subject, [item], "all")[0]!;
    const stated = new Map(line.readings.map((reading) => [reading.kind as string, reading]));

    for (const [kind, [value, base]] of Object.entries(recount(shop, item))) {
      if (value === 0) expect(stated.get(kind), kind).toBeUndefined();
      else expect(stated.get(kind), kind).toMatchObject({ value, base });
    }
    for (const [kind, last] of [
      ["neighbors_10", 10],
      ["neighbors_all", Infinity],
    ] as const) {
      const neighbors = evidence
        .nearestUsers(subject, last)
        .map((one) => shop.sequences[one.index]!);
      expect(neighbors.map(({ userId }) => userId)).not.toContain("u0");
      const value = count(neighbors, ({ itemIds }) => itemIds.includes(item));
      if (value === 0) expect(stated.get(kind), kind).toBeUndefined();
      else expect(stated.get(kind), kind).toMatchObject({ value, base: neighbors.length });
    }
    for (const { lift = 1, topPercent } of line.readings) {
      expect(lift).toBeGreaterThan(0);
      expect(lift).toBeLessThan(Infinity);
      expect(topPercent).toBeGreaterThan(0);
      expect(topPercent).toBeLessThanOrEqual(100);
    }
    const newItems = evidence.countNewItems(subject);
    const rows = [{ itemId: item, readings: line.readings }];
    const text = formatEvidenceTable({ newItems, stated: line.stated, rows });
    const read = parseEvidenceTable(text, newItems);
    expect(read?.stated).toEqual(line.stated);
    for (const [place, { value, base, topPercent }] of line.readings.entries()) {
      const { rank = 0, ...found } = read?.rows[0]?.readings[place] ?? {};
      expect(rank / newItems).toBeCloseTo(topPercent / 100, 12);
      if (base !== undefined) expect(found).toMatchObject({ value, base });
    }
  });
  await fc.assert(property, { numRuns: 150 });
});
