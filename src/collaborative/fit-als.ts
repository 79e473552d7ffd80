import { assertIntegers, assertPositive } from "../assert.js";
import { createRandom, randomNormal } from "../random.js";
import { ALS_DEFAULTS, type AlsModel, type AlsOptions, createAls } from "./als.js";
import { createKernelWorkspace } from "./als-kernels.js";
import { createScalarWorkspace, type RowSolver } from "./als-workspace.js";
import type { InteractionMatrix } from "./interaction-matrix.js";
import { columnsOfRow, type SparseRows } from "./sparse.js";

/**
 * Factorizes an interaction matrix by weighted alternating least squares.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if an option is out of range or so extreme that numbers overflow.
 * @see Hu, Koren & Volinsky (2008), https://doi.org/10.1109/ICDM.2008.22
 * @see Takács, Pilászy & Tikk (2011), https://doi.org/10.1145/2043932.2043987 (conjugate gradients)
 *
 * @example
 * ```ts
 * import { createInteractionMatrix, fitAls } from "langgraph-star/collaborative";
 *
 * const sequences = [
 *   { userId: "ann", itemIds: ["a", "b"] },
 *   { userId: "bob", itemIds: ["a", "b", "c"] },
 * ];
 * const matrix = createInteractionMatrix({ sequences, items: ["a", "b", "c"] });
 * const als = fitAls(matrix, { factors: 2, regularization: 0.1 });
 * const [known = 0, unknown = 0] = als.score(["a"], ["b", "c"]);
 * console.log(known > unknown); // true
 * ```
 */
export function fitAls(matrix: InteractionMatrix, options: AlsOptions = {}): AlsModel {
  const { seed, factors, regularization, alpha, iterations, ...rest } = {
    ...ALS_DEFAULTS,
    ...options,
  };
  const { conjugateGradientSteps: steps } = rest;
  assertPositive({ regularization, alpha });
  assertIntegers({ factors, iterations, conjugateGradientSteps: steps });
  const shape = {
    users: matrix.users.length,
    items: matrix.items.length,
    dimensions: factors,
    longestRow: Math.max(longestRow(matrix.rows), longestRow(matrix.columns)),
    alpha,
    regularization,
  };
  const workspace = createKernelWorkspace(shape) ?? createScalarWorkspace(shape);
  workspace.write("items", initialFactors(matrix.columns, factors, seed));
  const improveRows = (rows: SparseRows, solver: RowSolver) =>
    forEachRow(rows, (row, observed) => solver.improve(row, observed, steps));
  for (let iteration = 0; iteration < iterations; iteration++) {
    improveRows(matrix.rows, workspace.fix("items"));
    improveRows(matrix.columns, workspace.fix("users"));
  }
  forEachRow(matrix.rows, workspace.fix("items").solve);
  const [userFactors, itemFactors] = [workspace.read("users"), workspace.read("items")];
  return createAls(matrix, { factors, userFactors, itemFactors, alpha, regularization });
}

/** Small normally distributed numbers; zeros for items without interactions, whose exact solution is zero. */
function initialFactors(columns: SparseRows, factors: number, seed: number): Float64Array {
  const random = createRandom(seed, "als");
  const values = new Float64Array((columns.offsets.length - 1) * factors);
  for (let item = 0; item + 1 < columns.offsets.length; item++) {
    if (columnsOfRow(columns, item).length === 0) continue;
    for (let k = 0; k < factors; k++) values[item * factors + k] = randomNormal(random) / factors;
  }
  return values;
}

function forEachRow(rows: SparseRows, visit: (row: number, columns: Int32Array) => void): void {
  for (let row = 0; row + 1 < rows.offsets.length; row++) visit(row, columnsOfRow(rows, row));
}

function longestRow({ offsets }: SparseRows): number {
  let longest = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    longest = Math.max(longest, (offsets[row + 1] as number) - (offsets[row] as number));
  }
  return longest;
}
