import { fixFactors, improveByConjugateGradients, solveExactly } from "./als-solver.js";
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

/** The other side. */
export function otherSide(side: Side): Side {
  return side === "users" ? "items" : "users";
}

/**
 * The factors of a fit. A row is solved for while the factors of the other side are fixed, so the order of rows does not matter.
 */
export interface AlsWorkspace {
  /** Sets the factors of a side, row by row. */
  write(side: Side, factors: Float64Array): void;
  /** Fixes the factors of a side as they are now. Rows of the other side can be solved for until the next call. */
  fix(side: Side): RowSolver;
  /** A copy of the factors of a side in shared memory, row by row. */
  read(side: Side): Float64Array;
}

/** Solves for rows of the side that is not fixed. */
export interface RowSolver {
  /** Improves a row by a few steps of conjugate gradients. */
  improve(row: number, observed: Int32Array, steps: number): void;
  /** Solves exactly for a row. */
  solve(row: number, observed: Int32Array): void;
}

/** Creates a workspace in JavaScript, for factors that are too large for {@link createKernelWorkspace}. */
export function createScalarWorkspace(shape: AlsShape): AlsWorkspace {
  const { dimensions } = shape;
  const tables = {
    users: new Float64Array(shape.users * dimensions),
    items: new Float64Array(shape.items * dimensions),
  };
  return {
    write: (side, factors) => tables[side].set(factors),
    fix(side) {
      const fixed = fixFactors(tables[side], dimensions, shape);
      const solved = tables[otherSide(side)];
      const rowOf = (row: number) => solved.subarray(row * dimensions, (row + 1) * dimensions);
      return {
        improve: (row, observed, steps) =>
          improveByConjugateGradients(fixed, observed, rowOf(row), steps),
        solve: (row, observed) => rowOf(row).set(solveExactly(fixed, observed)),
      };
    },
    read(side) {
      const copy = sharedFloat64(tables[side].length);
      copy.set(tables[side]);
      return copy;
    },
  };
}
