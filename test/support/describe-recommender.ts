import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createInteractionMatrix,
  type InteractionMatrix,
} from "../../src/collaborative/interaction-matrix.js";
import type { Recommender } from "../../src/types.js";
import { checkerboard } from "./checkerboard.js";

/**
 * Tests the contract of a recommender on a checkerboard.
 *
 * @param fit - Fits the recommender; called once per test.
 * @param options - `personal`: false for a recommender that ignores the history and cannot find the held-out item. Default true.
 */
export function describeRecommender(
  name: string,
  fit: (matrix: InteractionMatrix) => Recommender,
  { personal = true }: { readonly personal?: boolean } = {},
): void {
  const board = checkerboard();
  const { items } = board;
  const fitBoard = () => fit(createInteractionMatrix(board));
  const historyArbitrary = fc.array(fc.constantFrom(...items, "never seen"), { maxLength: 12 });

  describe(`${name} fulfills the contract of a recommender`, () => {
    it.runIf(personal)("scores the held-out item above all items of the other color", () => {
      const recommender = fitBoard();
      for (const { history, heldOut, others } of board.cases) {
        const [score, ...rest] = recommender.score(history, [heldOut, ...others]);
        expect(score).toBeGreaterThan(Math.max(...rest));
      }
    });

    it("gives the same scores if it is fitted again", () => {
      const { history } = board.cases[0]!;
      expect(fitBoard().score(history, items)).toEqual(fitBoard().score(history, items));
    });

    it("ignores unknown ids", () => {
      const recommender = fitBoard();
      const { history } = board.cases[0]!;
      const scores = recommender.score(history, items);
      expect(recommender.score(["never seen", ...history], items)).toEqual(scores);
      expect(recommender.score(history, [...items, "never seen"]).slice(0, -1)).toEqual(scores);
    });

    it("gives one finite score per item, in the order of the items", () => {
      const recommender = fitBoard();
      const itemsArbitrary = fc.shuffledSubarray([...items, "never seen"]);
      fc.assert(
        fc.property(historyArbitrary, itemsArbitrary, (history, itemIds) => {
          const scores = recommender.score(history, itemIds);
          expect(scores.every(Number.isFinite)).toBe(true);
          expect(scores).toEqual(
            Float64Array.from(itemIds, (item) => recommender.score(history, [item])[0]!),
          );
        }),
      );
    });
  });
}
