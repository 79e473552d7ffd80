import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createInteractionMatrix,
  type InteractionMatrix,
} from "../../src/collaborative/interaction-matrix.js";
import type { Recommender } from "../../src/types.js";
import { checkerboard } from "./checkerboard.js";

/**
 * The contract of every recommender, on a checkerboard.
 *
 * @param fit - Fits the recommender; called once for every test.
 * @param options - `personal`: false for one that ignores the history and cannot find the withheld item. Default true.
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

  describe(`${name} keeps the contract of a recommender`, () => {
    it.runIf(personal)("scores what was withheld above everything of the other color", () => {
      const recommender = fitBoard();
      for (const { history, withheld, others } of board.answers) {
        const [score, ...rest] = recommender.score(history, [withheld, ...others]);
        expect(score).toBeGreaterThan(Math.max(...rest));
      }
    });

    it("gives the same scores when it is fitted again", () => {
      const { history } = board.answers[0]!;
      expect(fitBoard().score(history, items)).toEqual(fitBoard().score(history, items));
    });

    it("ignores ids it never saw", () => {
      const recommender = fitBoard();
      const { history } = board.answers[0]!;
      const scores = recommender.score(history, items);
      expect(recommender.score(["never seen", ...history], items)).toEqual(scores);
      expect(recommender.score(history, [...items, "never seen"]).slice(0, -1)).toEqual(scores);
    });

    it("gives one finite score an item, in the order of the items", () => {
      const recommender = fitBoard();
      const itemsArbitrary = fc.shuffledSubarray([...items, "never seen"]);
      fc.assert(
        fc.property(historyArbitrary, itemsArbitrary, (history, asked) => {
          const scores = recommender.score(history, asked);
          expect(scores.every(Number.isFinite)).toBe(true);
          expect(scores).toEqual(
            Float64Array.from(asked, (item) => recommender.score(history, [item])[0]!),
          );
        }),
      );
    });
  });
}
