import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toColumns } from "../../../src/data/columns/column-builder.js";
import { removeDuplicates } from "../../../src/data/columns/remove-duplicates.js";
import { packDataset, unpackDataset } from "../../../src/data/pack-dataset.js";
import { findSequence, userSequences } from "../../../src/data/sequences.js";
import { fitInteractions, splitTargets, withoutHidden } from "../../../src/data/split-targets.js";
import { type Interaction, SPLITS } from "../../../src/types.js";
import {
  referenceDistinct,
  referenceFit,
  referenceSequences,
  referenceTargets,
} from "./reference.js";

/** Times that are sorted in each of the three ways: few and long histories, with and without fractions, beyond 2^32. */
const timestamp = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  fc.double({ min: 0, max: 2e9, noNaN: true }),
);

const interaction: fc.Arbitrary<Interaction> = fc.record({
  userId: fc.constantFrom("u", "v", "__proto__", "7", "007"),
  itemId: fc.integer({ min: 0, max: 5 }).map(String),
  timestamp: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 9 }) }, timestamp),
});

const log = fc.oneof(
  fc.array(interaction, { maxLength: 30 }),
  fc.array(interaction, { minLength: 100, maxLength: 300, size: "max" }),
  fc.array(fc.record({ userId: fc.constant("u"), itemId: fc.constantFrom("a", "b"), timestamp }), {
    maxLength: 60,
    size: "max",
  }),
);

const plain = ({
  userId,
  interactions,
}: {
  userId: string;
  interactions: readonly Interaction[];
}) => ({
  userId,
  interactions,
});

describe("columns", () => {
  it("hold the same interactions as an array", () => {
    fc.assert(
      fc.property(log, (interactions) => {
        const columns = toColumns(interactions);
        expect([...columns]).toEqual(interactions);
        expect(columns).toHaveLength(interactions.length);
        expect(columns.at(-1)).toEqual(interactions.at(-1));
        expect(columns.at(interactions.length)).toBeUndefined();
      }),
    );
  });

  it("give the same sequences and targets", () => {
    fc.assert(
      fc.property(log, (interactions) => {
        const expected = referenceSequences(interactions);
        const columns = toColumns(interactions);
        expect(userSequences(columns).map(plain)).toEqual(expected);
        const { users } = splitTargets({ name: "log", interactions: columns });
        for (const [index, user] of users.entries()) {
          const { train, validation, test, itemIds } = user;
          expect(itemIds).toEqual(expected[index]!.interactions.map(({ itemId }) => itemId));
          expect({ train, validation, test }).toEqual(referenceTargets(user.length));
          expect(plain(findSequence(interactions, user.userId)!)).toEqual(expected[index]);
        }
      }),
    );
  });

  it("give the same fits, also of interactions that occur twice, and hide the same interactions", () => {
    fc.assert(
      fc.property(log, fc.constantFrom(...SPLITS), (interactions, split) => {
        const expected = referenceFit(interactions, split);
        const dataset = { name: "log", interactions };
        expect(fitInteractions(dataset, split).map(plain)).toEqual(expected);
        const protocol = splitTargets(dataset);
        const visible = interactions.filter((one) => !protocol.isHidden(one, split));
        const whole = { ...dataset, synthetic: false, clock: "order", items: new Map() } as const;
        expect([...withoutHidden(whole, { split, protocol }).interactions]).toEqual(visible);
        expect(referenceSequences(visible)).toEqual(
          expect.arrayContaining(expected.filter((one) => one.interactions.length > 0)),
        );
      }),
    );
  });

  it("lose the same duplicates", () => {
    fc.assert(
      fc.property(log, (interactions) => {
        const distinct = removeDuplicates(toColumns(interactions));
        expect([...distinct]).toEqual(referenceDistinct(interactions));
        expect(userSequences(distinct).map(plain)).toEqual(
          referenceSequences(referenceDistinct(interactions)),
        );
      }),
    );
  });

  it("survive the way to another thread", () => {
    fc.assert(
      fc.property(log, (interactions) => {
        const dataset = {
          name: "log",
          synthetic: false,
          clock: "order",
          items: new Map(),
        } as const;
        const sent = structuredClone(packDataset({ ...dataset, interactions }));
        const { interactions: received, ...rest } = unpackDataset(sent);
        expect(rest).toEqual(dataset);
        expect([...received]).toEqual(interactions);
        expect(userSequences(received).map(plain)).toEqual(referenceSequences(interactions));
      }),
    );
  });

  it("keep the first appearance of users when rows are removed", () => {
    const rows = ["u", "v", "u"].map((userId, time) => ({ userId, itemId: "a", timestamp: time }));
    const rest = toColumns(rows).filter((row) => row > 0);
    expect(userSequences(rest).map(({ userId }) => userId)).toEqual(["v", "u"]);
    expect(
      findSequence(
        toColumns(rows).filter((row) => row !== 1),
        "v",
      ),
    ).toBeUndefined();
  });
});
