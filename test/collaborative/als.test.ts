import { describe, expect, it } from "vitest";
import { fitAls } from "../../src/collaborative/als.js";
import {
  fixSide,
  improveByConjugateGradients,
  solveExactly,
} from "../../src/collaborative/als-solver.js";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";
import { rowOf } from "../../src/collaborative/sparse.js";
import { checkerboard } from "../support/checkerboard.js";
import { describeRecommender } from "../support/describe-recommender.js";

const OPTIONS = { factors: 4, regularization: 0.1, alpha: 5 };
const matrix = createInteractionMatrix(checkerboard());
const rowsOf = (values: Float64Array, row: number) => [...values.subarray(row * 4, row * 4 + 4)];

describeRecommender("als", (board) => fitAls(board, OPTIONS));

describe("half an alternation", () => {
  // Two items with one factor, 1 and 2; lambda 1, alpha 1. Y'Y + lambda = 1 + 4 + 1 = 6.
  const items = fixSide(Float64Array.of(1, 2), 1, { alpha: 1, regularization: 1 });

  it.each([
    { chosen: [1], factor: 0.4 }, // A = 6 + 2 x 2 = 10, b = (1 + 1) x 2 = 4
    { chosen: [0], factor: 2 / 7 }, // A = 6 + 1 x 1 = 7, b = (1 + 1) x 1 = 2
    { chosen: [0, 1], factor: 6 / 11 }, // A = 6 + 1 + 4 = 11, b = 2 + 4 = 6
    { chosen: [], factor: 0 },
  ])("gives $factor to a user who chose $chosen", ({ chosen, factor }) => {
    const solution = Float64Array.of(0.3);
    // One step is exact in one dimension.
    improveByConjugateGradients(items, chosen, solution, 1);
    expect(solution[0]).toBeCloseTo(factor, 12);
    expect(solveExactly(items, chosen)[0]).toBeCloseTo(factor, 12);
  });
});

describe("fitAls", () => {
  it("ends where neither side can improve: the normal equations hold for users and items", () => {
    const { userFactors, itemFactors } = fitAls(matrix, { ...OPTIONS, iterations: 1000 });
    const users = fixSide(userFactors, 4, OPTIONS);
    const items = fixSide(itemFactors, 4, OPTIONS);
    for (let index = 0; index < 8; index++) {
      const item = solveExactly(users, rowOf(matrix.columns, index));
      const user = solveExactly(items, rowOf(matrix.rows, index));
      rowsOf(itemFactors, index).forEach((value, k) => expect(value).toBeCloseTo(item[k]!, 5));
      rowsOf(userFactors, index).forEach((value, k) => expect(value).toBeCloseTo(user[k]!, 5));
    }
  });

  it("folds a user's own row in to the user's own factors", () => {
    const { userFactors, foldIn } = fitAls(matrix, OPTIONS);
    const row = rowOf(matrix.rows, 3);
    expect([...foldIn(row)]).toEqual(rowsOf(userFactors, 3));
    expect([...foldIn([...row, ...row].reverse())]).toEqual(rowsOf(userFactors, 3));
  });

  it("keeps items that nobody chose at zero", () => {
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
  ])("refuses $option", ({ option, problem }) => {
    expect(() => fitAls(matrix, option)).toThrow(problem);
  });

  it("stays finite where regularization drives everything to zero", () => {
    const { itemFactors } = fitAls(matrix, { ...OPTIONS, regularization: 1e6, iterations: 300 });
    expect(itemFactors.every(Number.isFinite)).toBe(true);
  });

  it("says so when its numbers overflow", () => {
    expect(() => fitAls(matrix, { ...OPTIONS, alpha: 1e308 })).toThrow(
      /Pass finite numbers and a larger regularization/,
    );
  });
});
