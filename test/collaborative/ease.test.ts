import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitEase } from "../../src/collaborative/fit-ease.js";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";
import { describeRecommender } from "../support/describe-recommender.js";

describeRecommender("ease", (matrix) => fitEase(matrix, { lambda: 1 }));

// Three users have a and b, one only a.
const sequences = ["ab", "ba", "ab", "a"].map((itemIds, user) => ({
  userId: `${user}`,
  itemIds: [...itemIds],
}));

describe("fitEase", () => {
  it("matches the solution for two items by hand", () => {
    // X'X + I = [[5, 3], [3, 4]], its inverse P = [[4, -3], [-3, 5]] / 11; B_ab = 3 / 5 and B_ba = 3 / 4.
    const { weights } = fitEase(createInteractionMatrix({ sequences, items: "ab" }), { lambda: 1 });
    [0, 3 / 5, 3 / 4, 0].forEach((weight, entry) => expect(weights[entry]).toBeCloseTo(weight, 6));
  });

  it("gives the same weights if it inverts users x users", () => {
    const usersArbitrary = fc.array(fc.uniqueArray(fc.constantFrom(..."abcde")), { minLength: 6 });
    fc.assert(
      fc.property(usersArbitrary, (users) => {
        const sequences = users.map((itemIds, user) => ({ userId: `${user}`, itemIds }));
        // Items without interactions only change which side is smaller.
        const unused = Array.from({ length: users.length }, (_, item) => `unused ${item}`);
        const wide = [..."abcde", ...unused];
        const byItems = fitEase(createInteractionMatrix({ sequences, items: "abcde" }));
        const byUsers = fitEase(createInteractionMatrix({ sequences, items: wide }));
        byItems.weights.forEach((weight, entry) => {
          const wideEntry = Math.floor(entry / 5) * wide.length + (entry % 5);
          expect(byUsers.weights[wideEntry]).toBeCloseTo(weight, 7);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("rejects a catalog larger than maxItems", () => {
    const matrix = createInteractionMatrix({ sequences, items: "ab" });
    expect(() => fitEase(matrix, { maxItems: 1 })).toThrow(
      /has 2 items, more than maxItems 1.*Use fitAls/,
    );
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects lambda %d", (lambda) => {
    const matrix = createInteractionMatrix({ sequences, items: "ab" });
    expect(() => fitEase(matrix, { lambda })).toThrow(/Pass a positive number/);
  });
});
