import type { InputSpec } from "../../../src/student/engine/compile.js";
import type { JaxArray } from "../../../src/student/engine/runtime.js";
import { loadFullJax } from "./jax.js";

const jax = await loadFullJax();
const { numpy: np, lax, scipySpecial } = jax;

/** A function whose trace contains a primitive. */
export interface Case {
  readonly primitive: string;
  readonly inputs: readonly InputSpec[];
  readonly fn: (...arrays: JaxArray[]) => JaxArray | JaxArray[];
  /** Decimal digits that must agree; default 5. */
  readonly digits?: number;
}

const int32 = (...shape: number[]) => ({ shape, dtype: "int32" as const });
const bool = (...shape: number[]) => ({ shape, dtype: "bool" as const });
const matrix = [3, 4];

/** At least one function for every primitive with a translation. */
export const CASES: readonly Case[] = [
  { primitive: "add", inputs: [matrix, [4]], fn: (x, y) => x.add(y) },
  { primitive: "add", inputs: [matrix, [4, 3]], fn: (x, y) => x.add(np.transpose(y)) },
  {
    primitive: "add",
    inputs: [matrix, matrix],
    fn: (x, y) => np.transpose(x).add(np.transpose(y)),
  },
  { primitive: "add", inputs: [matrix, []], fn: (x, y) => np.transpose(x).add(y) },
  { primitive: "add", inputs: [[], []], fn: (x, y) => x.add(y) },
  {
    primitive: "add",
    inputs: [
      [2, 1, 4],
      [3, 1],
    ],
    fn: (x, y) => x.add(y),
  },
  {
    primitive: "add",
    inputs: [
      [1, 3, 4],
      [3, 1],
    ],
    fn: (x, y) => x.add(y),
  },
  {
    primitive: "add",
    inputs: [
      [1, 3, 1, 4],
      [4, 1, 1],
    ],
    fn: (x, y) => np.transpose(x, [0, 3, 1, 2]).add(y),
  },
  { primitive: "add", inputs: [int32(3), int32(3)], fn: (x, y) => x.add(y) },
  { primitive: "add", inputs: [bool(9), bool(9)], fn: (x, y) => x.add(y) },
  {
    primitive: "mul",
    inputs: [
      [2, 3, 4],
      [3, 2, 1],
    ],
    fn: (x, y) => np.transpose(x, [1, 0, 2]).mul(y),
  },
  { primitive: "mul", inputs: [bool(9), bool(9)], fn: (x, y) => x.mul(y) },
  { primitive: "max", inputs: [matrix, [3, 1]], fn: (x, y) => np.maximum(x, y) },
  { primitive: "min", inputs: [matrix, [3, 1]], fn: (x, y) => np.minimum(x, y) },
  { primitive: "idiv", inputs: [int32(20), int32(20)], fn: (x, y) => np.trunc(x.div(y.add(1))) },
  { primitive: "mod", inputs: [matrix], fn: (x) => x.mod(0.3) },
  { primitive: "mod", inputs: [int32(20)], fn: (x) => x.mod(3) },
  { primitive: "idiv", inputs: [matrix], fn: (x) => np.floorDivide(x.sub(0.5), 0.2) },
  { primitive: "idiv", inputs: [matrix], fn: (x) => np.fmod(x.sub(0.5), 0.2) },
  { primitive: "compare", inputs: [int32(20)], fn: (x) => np.less(x, 2) },
  { primitive: "where", inputs: [bool(4), int32(4)], fn: (c, x) => np.where(c, x, 0.5) },
  { primitive: "neg", inputs: [matrix], fn: (x) => np.negative(x) },
  { primitive: "reciprocal", inputs: [matrix], fn: (x) => np.reciprocal(x) },
  { primitive: "floor", inputs: [matrix], fn: (x) => np.floor(x.mul(5)) },
  { primitive: "ceil", inputs: [matrix], fn: (x) => np.ceil(x.mul(5)) },
  { primitive: "stop_gradient", inputs: [matrix], fn: (x) => lax.stopGradient(x).mul(2) },
  { primitive: "cast", inputs: [int32(9)], fn: (x) => x.astype(np.float32).mul(0.5) },
  { primitive: "cast", inputs: [matrix], fn: (x) => x.mul(9).astype(np.int32) },
  { primitive: "cast", inputs: [bool(9)], fn: (x) => x.astype(np.float32) },
  { primitive: "sin", inputs: [matrix], fn: (x) => np.sin(x) },
  { primitive: "cos", inputs: [matrix], fn: (x) => np.cos(x) },
  { primitive: "asin", inputs: [matrix], fn: (x) => np.arcsin(x) },
  { primitive: "atan", inputs: [matrix], fn: (x) => np.arctan(x) },
  { primitive: "exp", inputs: [matrix], fn: (x) => np.exp(x) },
  { primitive: "log", inputs: [matrix], fn: (x) => np.log(x), digits: 4 },
  { primitive: "sqrt", inputs: [matrix], fn: (x) => np.sqrt(x) },
  { primitive: "erf", inputs: [matrix], fn: (x) => scipySpecial.erf(x) },
  { primitive: "erfc", inputs: [matrix], fn: (x) => scipySpecial.erfc(x) },
  { primitive: "compare", inputs: [int32(20), int32(20)], fn: (x, y) => np.less(x, y) },
  { primitive: "compare", inputs: [int32(20), int32(20)], fn: (x, y) => np.lessEqual(x, y) },
  { primitive: "compare", inputs: [int32(20), int32(20)], fn: (x, y) => np.equal(x, y) },
  { primitive: "compare", inputs: [int32(20), int32(20)], fn: (x, y) => np.notEqual(x, y) },
  { primitive: "compare", inputs: [matrix, [4]], fn: (x, y) => np.greater(x, y) },
  { primitive: "where", inputs: [bool(4), matrix, [3, 1]], fn: (c, x, y) => np.where(c, x, y) },
  { primitive: "where", inputs: [bool(9), bool(9), bool(9)], fn: (c, x, y) => np.where(c, x, y) },
  { primitive: "transpose", inputs: [[2, 3, 4]], fn: (x) => np.transpose(x, [2, 0, 1]) },
  { primitive: "broadcast", inputs: [[3, 1]], fn: (x) => np.broadcastTo(x, [2, 3, 4]) },
  {
    primitive: "reshape",
    inputs: [[2, 3, 4]],
    fn: (x) => np.transpose(x, [1, 0, 2]).reshape([6, 4]),
  },
  {
    primitive: "reshape",
    inputs: [[2, 3, 4]],
    fn: (x) => np.transpose(x, [1, 0, 2]).reshape([3, 8]),
  },
  { primitive: "reshape", inputs: [[2, 6]], fn: (x) => np.transpose(x).reshape([3, 2, 2]) },
  { primitive: "reshape", inputs: [[3, 1]], fn: (x) => np.broadcastTo(x, [3, 4]).reshape([2, 6]) },
  { primitive: "reshape", inputs: [[]], fn: (x) => x.reshape([1, 1]) },
  { primitive: "shrink", inputs: [[4, 5]], fn: (x) => np.transpose(x).slice([1, 4], [0, 2]) },
  {
    primitive: "pad",
    inputs: [matrix],
    fn: (x) =>
      np.pad(x, [
        [1, 0],
        [2, 3],
      ]),
  },
  { primitive: "flip", inputs: [[2, 3, 4]], fn: (x) => np.flip(x, [0, 2]) },
  {
    primitive: "concatenate",
    inputs: [
      [2, 3],
      [3, 2],
    ],
    fn: (x, y) => np.concatenate([x, np.transpose(y)], 1),
  },
  { primitive: "split", inputs: [[4, 3]], fn: (x) => np.split(np.transpose(x), 2, 1) },
  { primitive: "reduce", inputs: [[2, 3, 4]], fn: (x) => np.sum(x, 1) },
  {
    primitive: "reduce",
    inputs: [[2, 3, 4]],
    fn: (x) => np.sum(np.transpose(x, [2, 0, 1]), [0, 2]),
  },
  { primitive: "reduce", inputs: [[2, 3, 4]], fn: (x) => np.max(np.transpose(x, [2, 0, 1]), 1) },
  { primitive: "reduce", inputs: [[2, 3, 4]], fn: (x) => np.min(x) },
  { primitive: "reduce", inputs: [matrix], fn: (x) => np.prod(np.broadcastTo(x, [2, 3, 4]), 0) },
  {
    primitive: "reduce",
    inputs: [matrix],
    fn: (x) => np.sum(np.broadcastTo(x, [2, 3, 4]), [0, 1]),
  },
  {
    primitive: "reduce",
    inputs: [int32(2, 3)],
    fn: (x) => np.sum(np.broadcastTo(x, [5, 2, 3]), 0),
  },
  { primitive: "reduce", inputs: [bool(2, 3)], fn: (x) => np.any(x, 0) },
  { primitive: "dot", inputs: [matrix, [4, 5]], fn: (x, y) => np.matmul(x, y) },
  {
    primitive: "dot",
    inputs: [
      [4, 3],
      [5, 4],
    ],
    fn: (x, y) => np.matmul(np.transpose(x), np.transpose(y)),
  },
  {
    primitive: "dot",
    inputs: [
      [2, 3, 4],
      [4, 5],
    ],
    fn: (x, y) => np.matmul(x, y),
  },
  { primitive: "dot", inputs: [matrix, [2, 4, 5]], fn: (x, y) => np.matmul(x, y) },
  {
    primitive: "dot",
    inputs: [
      [2, 1, 3, 4],
      [5, 4, 2],
    ],
    fn: (x, y) => np.matmul(x, y),
  },
  {
    primitive: "dot", // attention heads: the batch axis is stored inside the rows
    inputs: [
      [2, 3, 2, 4],
      [2, 3, 2, 4],
    ],
    fn: (x, y) => np.matmul(np.transpose(x, [0, 2, 1, 3]), np.transpose(y, [0, 2, 3, 1])),
  },
  { primitive: "dot", inputs: [[4], [4]], fn: (x, y) => np.dot(x, y) },
  { primitive: "dot", inputs: [[4], [4, 5]], fn: (x, y) => np.matmul(x, y) },
  {
    primitive: "dot",
    inputs: [
      [3, 1],
      [4, 5],
    ],
    fn: (x, y) => np.matmul(np.broadcastTo(x, [3, 4]), y),
  },
  {
    primitive: "dot",
    inputs: [
      [3, 1],
      [1, 5],
    ],
    fn: (x, y) => np.matmul(x, y),
  },
  { primitive: "gather", inputs: [[5, 4], int32(3)], fn: (x, i) => np.take(x, i, 0) },
  { primitive: "gather", inputs: [[5, 4], int32(3, 2)], fn: (x, i) => np.take(x, i, 1) },
  { primitive: "gather", inputs: [[5, 4], int32(5, 1)], fn: (x, i) => np.takeAlongAxis(x, i, 1) },
  { primitive: "scatter", inputs: [[5, 4], int32(3)], fn: gradientOf((x, i) => np.take(x, i, 0)) },
  {
    primitive: "scatter",
    inputs: [[5, 4], int32(3, 2)],
    fn: gradientOf((x, i) => np.take(x, i, 1)),
  },
  {
    primitive: "scatter",
    inputs: [[5, 4], int32(5, 1)],
    fn: gradientOf((x, i) => np.takeAlongAxis(x, i, 1)),
  },
];

/** The gradient of the sum of squares, which scatters the selected values back. */
function gradientOf(select: (x: JaxArray, index: JaxArray) => JaxArray): Case["fn"] {
  return (x, index) =>
    jax.grad((y: JaxArray, i: JaxArray) => np.square(select(y, i)).sum())(x!, index!);
}
