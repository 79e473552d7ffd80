import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { userSequences } from "../../src/data/sequences.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { expectError } from "./support.js";

describe("createSyntheticDataset", () => {
  const dataset = createSyntheticDataset();
  const sequences = userSequences(dataset.interactions);

  it("has the default sizes", () => {
    expect(dataset).toMatchObject({ name: "synthetic", synthetic: true, clock: "unix-seconds" });
    expect(dataset.items.size).toBe(1500);
    expect(dataset.interactions).toHaveLength(60_000);
    expect(sequences).toHaveLength(1000);
  });

  it("keeps sizes, order and bounds for any valid sizes", () => {
    const sizes = fc.record({
      seed: fc.integer(),
      users: fc.integer({ min: 1, max: 30 }),
      items: fc.integer({ min: 10, max: 120 }),
      fill: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(sizes, ({ seed, users, items, fill }) => {
        const interactions = Math.floor(users * (5 + fill * (Math.floor(items / 2) - 5)));
        const small = createSyntheticDataset({ seed, users, items, interactions });
        expect(small.items.size).toBe(items);
        expect(small.interactions).toHaveLength(interactions);
        const ids = [...small.items.keys()];
        expect(ids).toEqual(ids.toSorted());
        const all = userSequences(small.interactions);
        expect(all).toHaveLength(users);
        for (const { itemIds } of all) {
          expect(itemIds.length).toBeGreaterThanOrEqual(5);
          expect(itemIds.length).toBeLessThanOrEqual(items / 2);
          expect(new Set(itemIds).size).toBe(itemIds.length);
          expect(itemIds.every((id) => small.items.has(id))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("depends on its seed only", () => {
    const make = (seed: number) =>
      createSyntheticDataset({ seed, users: 20, items: 60, interactions: 300 });
    expect(make(1)).toEqual(make(1));
    expect(make(1).interactions).not.toEqual(make(2).interactions);
    expect([...make(1).items]).not.toEqual([...make(2).items]);
  });

  it("has unique titles, one or two categories per item and 18 in all", () => {
    const items = [...dataset.items.values()];
    expect(new Set(items.map(({ title }) => title)).size).toBe(1500);
    expect(new Set(items.map(({ categories }) => categories.length))).toEqual(new Set([1, 2]));
    expect(new Set(items.flatMap(({ categories }) => categories)).size).toBe(18);
  });

  it("has ascending integer timestamps with some ties", () => {
    const times = dataset.interactions.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every(Number.isInteger)).toBe(true);
    const ties = sequences.flatMap(({ interactions }) =>
      interactions.filter((one, at) => one.timestamp === interactions[at - 1]?.timestamp),
    );
    expect(ties.length).toBeGreaterThan(1000);
  });

  it("has active and inactive users, popular and unpopular items", () => {
    const lengths = sequences.map(({ itemIds }) => itemIds.length).toSorted((a, b) => a - b);
    expect(lengths[100]).toBeLessThan(8);
    expect(lengths[900]).toBeGreaterThan(100);
    const chosen = sequences.flatMap(({ itemIds }) => [...new Set(itemIds)]);
    const counts = [...dataset.items.keys()].map(
      (id) => chosen.filter((itemId) => itemId === id).length,
    );
    expect(Math.max(...counts)).toBeGreaterThan(200);
    expect(counts.filter((count) => count < 10).length).toBeGreaterThan(50);
  });

  it("often continues a series with its next volume", () => {
    const next = (title = "") =>
      title.replace(/Volume (\d)$/, (_, volume: string) => `Volume ${Number(volume) + 1}`);
    const titles = sequences.map(({ itemIds }) =>
      itemIds.map((id) => dataset.items.get(id)?.title),
    );
    const firstVolumes = titles.flatMap((own) =>
      own.flatMap((title, at) =>
        title?.endsWith("Volume 1") ? [own.slice(at + 1, at + 4).includes(next(title))] : [],
      ),
    );
    const followed = firstVolumes.filter(Boolean).length / firstVolumes.length;
    expect(followed).toBeGreaterThan(0.15); // by chance: 3 / 1500 = 0.2%
  });

  it.each([
    { sizes: { users: 0 }, parts: ["users is 0", "positive integer"] },
    { sizes: { interactions: 4999 }, parts: ["4999", "5000 to 750000"] },
    { sizes: { interactions: 750_001 }, parts: ["at most half the catalog"] },
  ])("rejects $sizes", async ({ sizes, parts }) => {
    await expectError(() => createSyntheticDataset(sizes), "INVALID_ARGUMENT", ...parts);
  });
});
