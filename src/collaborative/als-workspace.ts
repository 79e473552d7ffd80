import {
  type FixedFactors,
  fixFactors,
  improveByConjugateGradients,
  solveExactly,
} from "./als-solver.js";
import { sharedFloat64 } from "./sparse.js";

/** Whose factors: those of users (rows of the matrix) or of items (columns). */
export type Side = "users" | "items";

/** Sizes and weights of a factorization. */
export interface AlsShape {
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  /** Largest number of observed columns of a row, of users and of items. */
  readonly longestRow: number;
  readonly alpha: number;
  readonly regularization: number;
}

/**
 * The factors of a fit, with what solving for a row needs. A row is solved for while the factors of the other side are fixed, so the
 * order of rows does not matter.
 */
export interface AlsWorkspace {
  /** Sets the factors of a side, row by row. */
  write(side: Side, factors: Float64Array): void;
  /** Fixes the factors of a side as they are now, before rows of the other side are solved for. */
  fix(side: Side): void;
  /** Improves a row of the side that is not fixed by a few steps of conjugate gradients. */
  improve(row: number, observed: Int32Array, steps: number): void;
  /** Solves exactly for a row of the side that is not fixed. */
  solve(row: number, observed: Int32Array): void;
  /** A copy of the factors of a side in shared memory, row by row. */
  read(side: Side): Float64Array;
}

/** Creates a workspace in JavaScript, for factors that are too large for {@link createKernelWorkspace}. */
export function createScalarWorkspace(shape: AlsShape): AlsWorkspace {
  const { dimensions } = shape;
  const tables = {
    users: new Float64Array(shape.users * dimensions),
    items: new Float64Array(shape.items * dimensions),
  };
  let fixed: FixedFactors | undefined;
  let solved = tables.users;
  const rowOf = (row: number) => solved.subarray(row * dimensions, (row + 1) * dimensions);
  const needFixed = () => fixed ?? fixFactors(tables.items, dimensions, shape);
  return {
    write: (side, factors) => tables[side].set(factors),
    fix(side) {
      fixed = fixFactors(tables[side], dimensions, shape);
      solved = tables[side === "users" ? "items" : "users"];
    },
    improve: (row, observed, steps) =>
      improveByConjugateGradients(needFixed(), observed, rowOf(row), steps),
    solve: (row, observed) => rowOf(row).set(solveExactly(needFixed(), observed)),
    read(side) {
      const copy = sharedFloat64(tables[side].length);
      copy.set(tables[side]);
      return copy;
    },
  };
}
