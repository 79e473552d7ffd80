import type { GraphBuilder } from "./graph-builder.js";
import { at, type Dtype } from "./shape.js";
import type { View } from "./view.js";

/** What jax-js knows of an operand without running anything. */
export interface OperandType {
  readonly dtype: Dtype;
  /** Numbers written in the code yield to the type of what they meet. */
  readonly weak: boolean;
}

// Primitives whose operands meet in one element type, and the first of those operands.
const MEETING: Readonly<Record<string, number>> = {
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

const RANKS: readonly Dtype[] = ["bool", "uint32", "int32", "float32"];

/** Gives operands the common element type that jax-js gives them silently; ONNX wants it said. */
export function promote(
  graph: GraphBuilder,
  primitive: string,
  operands: readonly { readonly view: View; readonly type: OperandType }[],
): View[] {
  const first = MEETING[primitive];
  if (first === undefined) return operands.map(({ view }) => view);
  const types = operands.slice(first).map(({ type }) => type);
  const { dtype } = types.reduce((a, b) => common(a, b));
  return operands.map(({ view }, index) => (index < first ? view : cast(graph, view, dtype)));
}

/** The view with its elements turned into another type. */
export function cast(graph: GraphBuilder, view: View, dtype: Dtype): View {
  if (view.dtype === dtype) return view;
  return { ...view, dtype, tensor: graph.cast(view.tensor, dtype) };
}

function common(a: OperandType, b: OperandType): OperandType {
  if (a.weak === b.weak) return { weak: a.weak, dtype: higher(a.dtype, b.dtype) };
  // A weak number next to a boolean makes it a number.
  return { weak: false, dtype: higher(a.weak ? b.dtype : a.dtype, "uint32") };
}

function higher(a: Dtype, b: Dtype): Dtype {
  return at(RANKS, Math.max(RANKS.indexOf(a), RANKS.indexOf(b)));
}
