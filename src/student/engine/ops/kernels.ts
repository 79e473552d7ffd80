import type { GraphBuilder } from "../graph-builder.js";
import type { Dtype } from "../shape.js";

/** Adds the operations for aligned operands and returns the name of the result. `dtype` is the element type of the result. */
export type Kernel = (graph: GraphBuilder, tensors: readonly string[], dtype: Dtype) => string;

const operation =
  (type: string, attributes: Readonly<Record<string, number>> = {}): Kernel =>
  (graph, inputs) =>
    graph.add({ type, inputs, attributes });

/** Uses the logical operation for booleans. */
const logical =
  (numeric: Kernel, onBooleans: Kernel): Kernel =>
  (graph, tensors, dtype) =>
    dtype === "bool" ? onBooleans(graph, tensors, dtype) : numeric(graph, tensors, dtype);

const add = operation("Add");
const subtract = operation("Sub");
const multiply = operation("Mul");
const divide = operation("Div");
const and = operation("And");
const or = operation("Or");
const not = operation("Not");

const erfc: Kernel = (graph, tensors, dtype) =>
  subtract(graph, [graph.scalar(1, dtype), operation("Erf")(graph, tensors, dtype)], dtype);

/** Division that truncates towards zero. */
const integerDivide: Kernel = (graph, tensors, dtype) => {
  const quotient = divide(graph, tensors, dtype);
  if (dtype !== "float32") return quotient;
  const apply = (type: string, tensor: string) => graph.add({ type, inputs: [tensor] });
  const whole = apply("Floor", apply("Abs", quotient));
  return multiply(graph, [apply("Sign", quotient), whole], dtype);
};

/** `where` for booleans, which onnxruntime's `Where` does not support. */
const chooseBoolean: Kernel = (graph, [condition = "", yes = "", no = ""], dtype) => {
  const first = and(graph, [condition, yes], dtype);
  const second = and(graph, [not(graph, [condition], dtype), no], dtype);
  return or(graph, [first, second], dtype);
};

/** Kernels of the elementwise primitives of jax-js. */
export const KERNELS: Readonly<Record<string, Kernel>> = {
  add: logical(add, or),
  mul: logical(multiply, and),
  max: logical(operation("Max"), or),
  min: logical(operation("Min"), and),
  where: logical(operation("Where"), chooseBoolean),
  idiv: integerDivide,
  mod: operation("Mod", { fmod: 1 }),
  neg: operation("Neg"),
  reciprocal: operation("Reciprocal"),
  exp: operation("Exp"),
  log: operation("Log"),
  sqrt: operation("Sqrt"),
  sin: operation("Sin"),
  cos: operation("Cos"),
  asin: operation("Asin"),
  atan: operation("Atan"),
  erf: operation("Erf"),
  erfc,
  floor: operation("Floor"),
  ceil: operation("Ceil"),
  cast: (graph, [tensor = ""], dtype) => graph.cast(tensor, dtype),
};

/** Kernels of the comparisons of jax-js. */
export const COMPARISONS = {
  less: operation("Less"),
  less_equal: operation("LessOrEqual"),
  equal: operation("Equal"),
  not_equal: (graph, tensors, dtype) =>
    not(graph, [operation("Equal")(graph, tensors, dtype)], dtype),
} satisfies Record<string, Kernel>;
