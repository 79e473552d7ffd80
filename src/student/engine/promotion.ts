import type { GraphBuilder } from "./graph-builder.js";
import { at, type Dtype } from "./shape.js";
import type { View } from "./view.js";

/** Static type of an operand in jax-js. */
export interface OperandType {
  readonly dtype: Dtype;
  /** True for JavaScript numbers, which take the type of the other operand. */
  readonly weak: boolean;
}

// Primitives whose operands are promoted to one element type, and the index of the first such operand.
const FIRST_PROMOTED: Readonly<Record<string, number>> = {
  add: 0,
  mul: 0,
  idiv: 0,
  mod: 0,
  min: 0,
  max: 0,
  compare: 0,
  dot: 0,
  concatenate: 0,
  where: 1,
};

// From lowest to highest.
const RANKS: readonly Dtype[] = ["bool", "uint32", "int32", "float32"];

/** Casts operands to their common element type: jax-js promotes types implicitly, ONNX does not. */
export function promote(
  graph: GraphBuilder,
  primitive: string,
  operands: readonly { readonly view: View; readonly type: OperandType }[],
): View[] {
  const first = FIRST_PROMOTED[primitive];
  if (first === undefined) return operands.map(({ view }) => view);
  const types = operands.slice(first).map(({ type }) => type);
  const { dtype } = types.reduce((a, b) => common(a, b));
  return operands.map(({ view }, index) => (index < first ? view : cast(graph, view, dtype)));
}

/** Converts a view to another element type. */
export function cast(graph: GraphBuilder, view: View, dtype: Dtype): View {
  if (view.dtype === dtype) return view;
  return { ...view, dtype, tensor: graph.cast(view.tensor, dtype) };
}

function common(a: OperandType, b: OperandType): OperandType {
  if (a.weak === b.weak) return { weak: a.weak, dtype: higher(a.dtype, b.dtype) };
  // A weak number turns a boolean into a number.
  return { weak: false, dtype: higher(a.weak ? b.dtype : a.dtype, "uint32") };
}

function higher(a: Dtype, b: Dtype): Dtype {
  return at(RANKS, Math.max(RANKS.indexOf(a), RANKS.indexOf(b)));
}
