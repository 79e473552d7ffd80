import { describe, expect, it } from "vitest";
import { fitAls } from "../../src/collaborative/fit-als.js";
import {
  fixFactors,
  improveByConjugateGradients,
  solveExactly,
} from "../../src/collaborative/als-solver.js";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";
import { columnsOfRow } from "../../src/collaborative/sparse.js";
import { checkerboard } from "../support/checkerboard.js";
import { describeRecommender } from "../support/describe-recommender.js";

const OPTIONS = { factors: 4, regularization: 0.1, alpha: 5 };
const matrix = createInteractionMatrix(checkerboard());
const rowsOf = (values: Float64Array, row: number) => [...values.subarray(row * 4, row * 4 + 4)];

describeRecommender("als", (board) => fitAls(board, OPTIONS));

describe("solveExactly and improveByConjugateGradients", () => {
  // Two items with one factor, 1 and 2; lambda 1, alpha 1. Y'Y + lambda = 1 + 4 + 1 = 6.
  const items = fixFactors(Float64Array.of(1, 2), 1, { alpha: 1, regularization: 1 });

  it.each([
    { observed: [1], factor: 0.4 }, // A = 6 + 2 x 2 = 10, b = (1 + 1) x 2 = 4
    { observed: [0], factor: 2 / 7 }, // A = 6 + 1 x 1 = 7, b = (1 + 1) x 1 = 2
    { observed: [0, 1], factor: 6 / 11 }, // A = 6 + 1 + 4 = 11, b = 2 + 4 = 6
    { observed: [], factor: 0 },
  ])("give $factor to a user of the items $observed", ({ observed, factor }) => {
    const solution = Float64Array.of(0.3);
    // One step is exact in one dimension.
    improveByConjugateGradients(items, observed, solution, 1);
    expect(solution[0]).toBeCloseTo(factor, 12);
    expect(solveExactly(items, observed)[0]).toBeCloseTo(factor, 12);
  });
});

describe("fitAls", () => {
  it("converges: the normal equations hold for users and items", () => {
    const { userFactors, itemFactors } = fitAls(matrix, { ...OPTIONS, iterations: 1000 });
    const users = fixFactors(userFactors, 4, OPTIONS);
    const items = fixFactors(itemFactors, 4, OPTIONS);
    for (let index = 0; index < 8; index++) {
      const item = solveExactly(users, columnsOfRow(matrix.columns, index));
      const user = solveExactly(items, columnsOfRow(matrix.rows, index));
      rowsOf(itemFactors, index).forEach((value, k) => expect(value).toBeCloseTo(item[k]!, 5));
      rowsOf(userFactors, index).forEach((value, k) => expect(value).toBeCloseTo(user[k]!, 5));
    }
  });

  it("folds in a user's row to the user's factors", () => {
    const { userFactors, foldIn } = fitAls(matrix, OPTIONS);
    const row = columnsOfRow(matrix.rows, 3);
    expect([...foldIn(row)]).toEqual(rowsOf(userFactors, 3));
    expect([...foldIn([...row, ...row].reverse())]).toEqual(rowsOf(userFactors, 3));
  });

  it("keeps the factors of items without interactions at zero", () => {
    const sequences = [{ userId: "1", itemIds: ["a", "b"] }];
    const sparse = createInteractionMatrix({ sequences, items: "abc" });
    expect(rowsOf(fitAls(sparse, OPTIONS).itemFactors, 2)).toEqual([0, 0, 0, 0]);
  });

  it("depends on its seed", () => {
    const factorsOf = (seed: number) => fitAls(matrix, { ...OPTIONS, seed }).itemFactors;
    expect(factorsOf(1)).toEqual(factorsOf(1));
    expect(factorsOf(1)).not.toEqual(factorsOf(2));
  });

  it.each([
    {
      option: { regularization: Number.NaN },
      problem: "regularization is NaN. Pass a positive number",
    },
    { option: { alpha: -1 }, problem: "alpha is -1. Pass a positive number" },
    { option: { factors: 1.5 }, problem: "factors is 1.5. Pass a positive integer" },
    { option: { iterations: 0 }, problem: "iterations is 0. Pass a positive integer" },
  ])("rejects $option", ({ option, problem }) => {
    expect(() => fitAls(matrix, option)).toThrow(problem);
  });

  it("stays finite if regularization drives all factors to zero", () => {
    const { itemFactors } = fitAls(matrix, { ...OPTIONS, regularization: 1e6, iterations: 300 });
    expect(itemFactors.every(Number.isFinite)).toBe(true);
  });

  it("reports an overflow", () => {
    expect(() => fitAls(matrix, { ...OPTIONS, alpha: 1e308 })).toThrow(
      /Pass finite numbers and a larger regularization/,
    );
  });
});
