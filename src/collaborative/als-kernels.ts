import { ALS_KERNELS } from "./als-kernels-binary.js";
import { fixFactors, solveExactly } from "./als-solver.js";
import {
  type AlsShape,
  type AlsWorkspace,
  otherSide,
  type RowSolver,
  type Side,
} from "./als-workspace.js";
import { sharedFloat64 } from "./sparse.js";
import { type KernelMemory, webAssembly } from "./web-assembly.js";

/** What the equations of a row consist of. */
type Equations = [
  factors: number,
  observed: number,
  count: number,
  dimensions: number,
  stride: number,
  gram: number,
  alpha: number,
  solution: number,
];

/** Exports of `kernels/als.ts`; its comments describe the arguments. Numbers are addresses unless they are named otherwise. */
interface Kernels {
  improve(...args: [...Equations, steps: number, scratch: number]): void;
  solve(...args: [...Equations, normal: number]): number;
  addOuterProducts(
    sums: number,
    factors: number,
    observed: number,
    count: number,
    stride: number,
    scale: number,
  ): void;
}

const BYTES_PER_PAGE = 65_536;
const BYTES_PER_NUMBER = 8;
/** Rows of the kernels are padded to a multiple of it. */
const ROW_ALIGNMENT = 64;
/** Rows whose outer products are summed by one call. */
const ROWS_PER_CALL = 4096;

/**
 * Creates a workspace that computes with two numbers per instruction (WebAssembly SIMD). The sums are added in the same order as in
 * JavaScript, so the results are equal bit by bit.
 *
 * @returns Undefined if the factors need more memory than 4 GiB or than there is.
 */
export function createKernelWorkspace(shape: AlsShape): AlsWorkspace | undefined {
  const layout = layOut(shape);
  const memory = allocate(layout.end);
  if (memory === undefined) return undefined;
  module ??= new webAssembly.Module(Buffer.from(ALS_KERNELS, "base64"));
  const instance = new webAssembly.Instance(module, { env: { memory } });
  return new KernelWorkspace(shape, layout, {
    memory,
    kernels: instance.exports as unknown as Kernels,
  });
}

let module: object | undefined;

class KernelWorkspace implements AlsWorkspace {
  readonly #shape: AlsShape;
  readonly #layout: Layout;
  readonly #kernels: Kernels;
  readonly #numbers: Float64Array;
  readonly #observed: Int32Array;

  constructor(
    shape: AlsShape,
    layout: Layout,
    { memory, kernels }: { readonly memory: KernelMemory; readonly kernels: Kernels },
  ) {
    this.#shape = shape;
    this.#layout = layout;
    this.#kernels = kernels;
    this.#numbers = new Float64Array(memory.buffer);
    this.#observed = new Int32Array(memory.buffer, layout.observed, layout.observedCount);
  }

  write(side: Side, factors: Float64Array): void {
    const { dimensions } = this.#shape;
    for (let row = 0; row < this.#shape[side]; row++) {
      const values = factors.subarray(row * dimensions, (row + 1) * dimensions);
      this.#numbers.set(values, this.#indexOf(side, row));
    }
  }

  fix(side: Side): RowSolver {
    this.#computeGram(side);
    const { scratch, normal } = this.#layout;
    return {
      improve: (row, observed, steps) =>
        this.#kernels.improve(...this.#equationsOf(side, row, observed), steps, scratch),
      solve: (row, observed) => {
        const solved = this.#kernels.solve(...this.#equationsOf(side, row, observed), normal);
        if (solved === 0) this.#throwUnsolvable(side, observed);
      },
    };
  }

  read(side: Side): Float64Array {
    const { dimensions } = this.#shape;
    const copy = sharedFloat64(this.#shape[side] * dimensions);
    for (let row = 0; row < this.#shape[side]; row++) {
      const start = this.#indexOf(side, row);
      copy.set(this.#numbers.subarray(start, start + dimensions), row * dimensions);
    }
    return copy;
  }

  #computeGram(side: Side): void {
    const { stride, gram, observed } = this.#layout;
    const start = gram / BYTES_PER_NUMBER;
    const numbersPerRow = stride / BYTES_PER_NUMBER;
    this.#numbers.fill(0, start, start + numbersPerRow ** 2);
    const count = this.#shape[side];
    for (let first = 0; first < count; first += ROWS_PER_CALL) {
      const rows = Math.min(ROWS_PER_CALL, count - first);
      for (let row = 0; row < rows; row++) this.#observed[row] = first + row;
      this.#kernels.addOuterProducts(gram, this.#layout[side], observed, rows, stride, 1);
    }
    const { dimensions, regularization } = this.#shape;
    const at = (row: number, column: number) => start + row * numbersPerRow + column;
    for (let row = 0; row < dimensions; row++) {
      const diagonal = at(row, row);
      this.#numbers[diagonal] = (this.#numbers[diagonal] as number) + regularization;
      for (let column = 0; column < row; column++) {
        this.#numbers[at(column, row)] = this.#numbers[at(row, column)] as number;
      }
    }
  }

  /** The equations of a row of the side that is not fixed. */
  #equationsOf(fixed: Side, row: number, observed: Int32Array): Equations {
    this.#observed.set(observed);
    const { stride, gram, ...layout } = this.#layout;
    return [
      layout[fixed],
      layout.observed,
      observed.length,
      this.#shape.dimensions,
      stride,
      gram,
      this.#shape.alpha,
      BYTES_PER_NUMBER * this.#indexOf(otherSide(fixed), row),
    ];
  }

  /** Index of the first number of a row of factors. */
  #indexOf(side: Side, row: number): number {
    return (this.#layout[side] + row * this.#layout.stride) / BYTES_PER_NUMBER;
  }

  /** Solves the same equations in JavaScript, which throws the error with the reason. */
  #throwUnsolvable(fixed: Side, observed: Int32Array): void {
    const factors = this.read(fixed);
    solveExactly(fixFactors(factors, this.#shape.dimensions, this.#shape), observed);
  }
}

/** Addresses in the memory of the kernels. */
interface Layout extends Readonly<Record<Side, number>> {
  /** Bytes of a row of factors. */
  readonly stride: number;
  /** Indexes of the observed columns of the current row. */
  readonly observed: number;
  readonly observedCount: number;
  /** The matrix that all equations share. */
  readonly gram: number;
  /** Matrix of the current equations. */
  readonly normal: number;
  /** Three rows. */
  readonly scratch: number;
  readonly end: number;
}

function layOut({ users, items, dimensions, longestRow }: AlsShape): Layout {
  const align = (bytes: number) => Math.ceil(bytes / ROW_ALIGNMENT) * ROW_ALIGNMENT;
  const stride = align(dimensions * BYTES_PER_NUMBER);
  const observedCount = Math.max(longestRow, ROWS_PER_CALL);
  let end = 0;
  const take = (bytes: number) => {
    const start = end;
    end += align(bytes);
    return start;
  };
  const square = (stride / BYTES_PER_NUMBER) * stride;
  return {
    stride,
    observedCount,
    observed: take(observedCount * Int32Array.BYTES_PER_ELEMENT),
    gram: take(square),
    normal: take(square),
    scratch: take(3 * stride),
    users: take(users * stride),
    items: take(items * stride),
    end,
  };
}

function allocate(bytes: number): KernelMemory | undefined {
  try {
    return new webAssembly.Memory({ initial: Math.ceil(bytes / BYTES_PER_PAGE) });
  } catch (error) {
    // More pages than there may be are a TypeError, more than there are a RangeError.
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}
