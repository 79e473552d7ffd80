import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitInteractions, splitTargets, withoutHidden } from "../../src/data/split-targets.js";
import type { UserSequence } from "../../src/data/sequences.js";
import { type Interaction, SPLITS } from "../../src/types.js";
import { anyDataset } from "./arbitraries.js";
import { datasetOf, interactionsOf } from "./support.js";

const plain = ({ userId, interactions, itemIds }: UserSequence) => ({
  userId,
  interactions,
  itemIds,
});

const oneUser = (count: number) =>
  datasetOf(
    Array.from({ length: count }, (_, time) => ({
      userId: "u",
      itemId: `i${time}`,
      timestamp: time,
    })),
  );

describe("splitTargets", () => {
  it.each([
    { count: 1, train: [], validation: [], test: [] },
    { count: 2, train: [], validation: [], test: [1] },
    { count: 3, train: [], validation: [1], test: [2] }, // floor((3 - 2) / 2) = 0
    { count: 4, train: [1], validation: [2], test: [3] }, // floor(2 / 2) = 1
    { count: 9, train: [4, 5, 6], validation: [7], test: [8] }, // floor(7 / 2) = 3
    { count: 30, train: [20, 21, 22, 23, 24, 25, 26, 27], validation: [28], test: [29] }, // 14, at most 8
  ])("selects targets among $count interactions", ({ count, ...expected }) => {
    expect(splitTargets(oneUser(count)).users[0]).toMatchObject(expected);
  });

  it("partitions every user's sequence into rest, train, validation and test, in this order", () => {
    fc.assert(
      fc.property(anyDataset, (dataset) => {
        const { users } = splitTargets(dataset);
        const all = users.flatMap((user) => {
          const targets = [...user.train, ...user.validation, ...user.test];
          const rest = user.interactions.length - targets.length;
          expect(targets).toEqual(targets.map((_, index) => rest + index));
          expect(user.train.length).toBeLessThanOrEqual(Math.min(8, rest));
          return user.interactions;
        });
        expect(new Set(all)).toEqual(new Set(dataset.interactions)); // equal by value
        expect(all).toHaveLength(dataset.interactions.length);
      }),
    );
  });
});

describe("fitInteractions", () => {
  const dataset = datasetOf(
    interactionsOf("u a 1", "v p 9", "u b 2", "u c 3", "u d 3", "v q 8", "u e 4", "u f 0"),
  ); // u: f a b c d e, with targets b c (train), d, e; v: q p, with target p

  it.each([
    { split: "train", u: ["f", "a"] },
    { split: "validation", u: ["f", "a", "b", "c"] },
    { split: "test", u: ["f", "a", "b", "c", "d"] },
  ] as const)("excludes the targets hidden for $split", ({ split, u }) => {
    expect(fitInteractions(dataset, split).map(({ itemIds }) => itemIds)).toEqual([u, ["q"]]);
  });

  it("is the same for a source without the hidden interactions", () => {
    fc.assert(
      fc.property(anyDataset, fc.constantFrom(...SPLITS), (dataset, split) => {
        const protocol = splitTargets(dataset);
        const copy = withoutHidden(dataset, { split, protocol });
        const fit = fitInteractions(dataset, split, protocol);
        expect(fitInteractions(copy, split, protocol).map(plain)).toEqual(fit.map(plain));
        expect(fit.map(({ userId }) => userId)).toEqual(protocol.users.map(({ userId }) => userId));
        expect(fit.every(({ itemIds }) => itemIds.length > 0)).toBe(true);
      }),
    );
  });
});

describe("withoutHidden", () => {
  it("removes exactly the targets, except those to keep", () => {
    const dataset = oneUser(9); // targets 4 to 6, 7, 8
    const protocol = splitTargets(dataset);
    const times = (keep: readonly Interaction[]) =>
      Array.from(
        withoutHidden(dataset, { split: "train", protocol, keep }).interactions,
        ({ timestamp }) => timestamp,
      );
    expect(times([])).toEqual([0, 1, 2, 3]);
    expect(times([...dataset.interactions].slice(0, 6))).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("fitInteractions on any source", () => {
  it("keeps exactly what is not hidden, with repeats at equal times, and on copies without some rows", () => {
    const chosen = fc.array(
      fc.record({ user: fc.nat(2), item: fc.nat(3), time: fc.nat(4), isCopied: fc.boolean() }),
    );
    fc.assert(
      fc.property(chosen, fc.constantFrom(...SPLITS), (rows, split) => {
        const interactions = rows.map(({ user, item, time, isCopied }) => ({
          userId: `u${user}`,
          itemId: `i${item}`,
          timestamp: time,
          isCopied,
        }));
        const protocol = splitTargets({ name: "any", interactions });
        const copy = interactions.filter(({ isCopied }) => isCopied);
        for (const source of [interactions, copy]) {
          const kept = source.filter((one) => !protocol.isHidden(one, split));
          const expected = protocol.users.map(({ userId }) =>
            kept
              .filter((one) => one.userId === userId)
              .toSorted((a, b) => a.timestamp - b.timestamp)
              .map(({ itemId }) => itemId),
          );
          const fit = fitInteractions({ name: "any", interactions: source }, split, protocol);
          expect(fit.map(({ itemIds }) => itemIds)).toEqual(expected);
        }
      }),
    );
  });
});
