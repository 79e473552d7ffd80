import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadDataset } from "../../src/data/load-dataset.js";
import { selectInteractions } from "../../src/data/select-interactions.js";
import type { Dataset } from "../../src/types.js";

/** `ann:a1` is an interaction of ann with item a at second 1. */
function datasetOf(text: string, clock: Dataset["clock"] = "unix-seconds"): Dataset {
  const interactions = text.split(" ").map((entry) => {
    const [, userId = "", itemId = "", time] = /^(\w+):([a-z])(\d+)$/.exec(entry) ?? [];
    return { userId, itemId, timestamp: Number(time) };
  });
  const items = new Map([..."abcdef"].map((id) => [id, { id, title: id, categories: [] }]));
  return { name: "tiny", synthetic: false, clock, items, interactions };
}

function textOf({ interactions }: Dataset): string {
  return [...interactions]
    .map(({ userId, itemId, timestamp }) => `${userId}:${itemId}${timestamp}`)
    .join(" ");
}

const ALL = datasetOf("ann:a1 bob:b2 ann:c3 ann:a4 bob:a5 cid:d6 bob:c7");

describe("selectInteractions", () => {
  it("returns everything without options, with the same name and catalog", () => {
    const { dataset, steps } = selectInteractions(ALL, {});
    expect(textOf(dataset)).toBe(textOf(ALL));
    expect([dataset.name, dataset.items.size]).toEqual(["tiny", 6]);
    expect(steps).toEqual([{ step: "tiny", interactions: 7, users: 3, items: 4 }]);
  });

  it.each([
    [{ since: 3 }, "ann:c3 ann:a4 bob:a5 cid:d6 bob:c7", "tiny+since-3"],
    [{ until: 3 }, "ann:a1 bob:b2", "tiny+until-3"],
    [{ repeats: "first" }, "ann:a1 bob:b2 ann:c3 bob:a5 cid:d6 bob:c7", "tiny+first-of-repeats"],
    [{ repeats: "last" }, "bob:b2 ann:c3 ann:a4 bob:a5 cid:d6 bob:c7", "tiny+last-of-repeats"],
    // cid and d go first, then b with one interaction, and bob keeps two.
    [{ core: 2 }, "ann:a1 ann:c3 ann:a4 bob:a5 bob:c7", "tiny+core-2"],
    [
      { since: 2, until: 7, repeats: "last", core: 1 },
      "bob:b2 ann:c3 ann:a4 bob:a5 cid:d6",
      "tiny+since-2+until-7+last-of-repeats+core-1",
    ],
  ] as const)("%o", (options, left, name) => {
    const { dataset } = selectInteractions(ALL, options);
    expect(textOf(dataset)).toBe(left);
    expect(dataset.name).toBe(name);
  });

  it("removes items without interactions from the catalog, and counts every step", () => {
    const { dataset, steps } = selectInteractions(ALL, { until: 6, core: 2 });
    expect([...dataset.items.keys()]).toEqual(["a"]);
    expect(
      steps.map(({ step, interactions, users, items }) => [step, interactions, users, items]),
    ).toEqual([
      ["tiny", 7, 3, 4],
      ["until 6", 5, 2, 3],
      ["core 2", 2, 1, 1],
    ]);
  });

  it("names a day by its date", () => {
    const { dataset } = selectInteractions(ALL, { until: 86_400 });
    expect(dataset.name).toBe("tiny+until-1970-01-02");
  });

  it("draws users by the seed alone, and keeps all their interactions", async () => {
    const whole = await loadDataset({
      name: "synthetic",
      sizes: { users: 40, items: 30, interactions: 400 },
    });
    const usersOf = (seed: number) => {
      const { dataset } = selectInteractions(whole, { users: 7, seed });
      return new Set([...dataset.interactions].map(({ userId }) => userId));
    };
    const drawn = usersOf(1);
    expect(drawn.size).toBe(7);
    expect(usersOf(1)).toEqual(drawn);
    expect(usersOf(2)).not.toEqual(drawn);
    const { dataset } = selectInteractions(whole, { users: 7 });
    const own = [...whole.interactions].filter(({ userId }) => drawn.has(userId));
    expect([...dataset.interactions]).toEqual(own);
  });

  it("keeps the largest part in which every user and item has k interactions", () => {
    const edge = fc.tuple(fc.constantFrom("u", "v", "w", "x"), fc.constantFrom(..."abcd"));
    fc.assert(
      fc.property(
        fc.array(edge, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (edges, core) => {
          const dataset = datasetOf(
            edges.map(([user, item], at) => `${user}:${item}${at}`).join(" "),
          );
          expect(leftOf(dataset, core)).toEqual(coreByRepeatedRemoval(edges, core));
        },
      ),
    );
  });

  it("says what leaves nothing, and which options are wrong", () => {
    expect(() => selectInteractions(ALL, { core: 9 })).toThrow(
      'No interaction of tiny is left after the step "core 9".',
    );
    expect(() => selectInteractions(ALL, { since: 1e13 })).toThrow("since is 10000000000000.");
    expect(() => selectInteractions(ALL, { until: Number.NaN })).toThrow("until is NaN.");
    expect(() => selectInteractions(ALL, { core: 1.5 })).toThrow("core is 1.5.");
    expect(() => selectInteractions(datasetOf("ann:a1", "order"), { since: 1 })).toThrow(
      expect.objectContaining({ remedy: "tiny has no times, only an order: leave it out." }),
    );
  });
});

function leftOf(dataset: Dataset, core: number): string[] {
  try {
    const { interactions } = selectInteractions(dataset, { core }).dataset;
    return [...interactions].map(({ userId, itemId }) => userId + itemId);
  } catch {
    return [];
  }
}

function coreByRepeatedRemoval(
  edges: readonly (readonly [string, string])[],
  core: number,
): string[] {
  const isEnough = (part: string, at: 0 | 1, left: typeof edges) =>
    left.filter((edge) => edge[at] === part).length >= core;
  const left = edges.filter(([user, item]) => isEnough(user, 0, edges) && isEnough(item, 1, edges));
  return left.length === edges.length
    ? edges.map((edge) => edge.join(""))
    : coreByRepeatedRemoval(left, core);
}
