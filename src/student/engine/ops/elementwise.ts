import type { Equation, Translator, Translators } from "../equation.js";
import type { GraphBuilder } from "../graph-builder.js";
import { at, type Dtype, pick, range, sameShape, type Shape, sizeOf } from "../shape.js";
import { reshapeTensor, storedWithoutRepeats } from "../store.js";
import {
  axesByStride,
  broadcastTo,
  inverse,
  movingAxes,
  permute,
  type View,
  viewOf,
  withoutRepeats,
} from "../view.js";
import { COMPARISONS, type Kernel, KERNELS } from "./kernels.js";

/** Primitives that work element by element. */
export const ELEMENTWISE: Translators = {
  ...Object.fromEntries(Object.entries(KERNELS).map(([name, kernel]) => [name, apply(kernel)])),
  compare: (graph, equation: Equation<{ op: keyof typeof COMPARISONS }>) =>
    apply(COMPARISONS[equation.params.op])(graph, equation),
  stop_gradient: (_, { inputs }: Equation) => inputs,
};

interface Work {
  readonly kernel: Kernel;
  readonly shape: Shape;
  readonly dtype: Dtype;
}

/**
 * Applies a kernel to operands under NumPy's broadcasting. The elements are worked on in the order in which the largest operand
 * stores them: only smaller ones are ever transposed.
 */
function apply(kernel: Kernel): Translator {
  return (graph, { inputs, outputs }) => {
    const { shape, dtype } = at(outputs, 0);
    const operands = inputs.map((view) => broadcastTo(view, shape));
    const moving = operands.filter((view) => movingAxes(view).length > 0);
    const work = { kernel, shape, dtype };
    const alike = moving.every((view) => sameShape(view.strides, moving[0]?.strides ?? []));
    return [(alike ? asStored : inOrderOfLargest)(graph, operands, work)];
  };
}

/** All operands but scalars have the same layout, so that nothing is moved. */
function asStored(graph: GraphBuilder, operands: readonly View[], work: Work): View {
  const { kernel, shape, dtype } = work;
  const isScalar = (view: View) => movingAxes(view).length === 0;
  const first = operands.find((view) => !isScalar(view));
  const tensors = operands.map((view) =>
    reshapeTensor(graph, view.tensor, view.stored, isScalar(view) ? [] : (first?.stored ?? [])),
  );
  const tensor = kernel(graph, tensors, dtype);
  return first === undefined
    ? broadcastTo(viewOf(tensor, [], dtype), shape)
    : { ...first, dtype, tensor };
}

function inOrderOfLargest(graph: GraphBuilder, operands: readonly View[], work: Work): View {
  const { kernel, shape, dtype } = work;
  const largest = operands.reduce((a, b) => (sizeOf(b.stored) > sizeOf(a.stored) ? b : a));
  const order = axisOrder(largest);
  const permuted = operands.map((view) => permute(view, order));
  const trimmed = permuted.map(withoutLeadingOnes);
  const rank = Math.max(...trimmed.map(({ shape: own }) => own.length));
  const tensors = trimmed.map((view) => storedWithoutRepeats(graph, view));
  const differs = order.map((_, place) => permuted.some((view) => view.strides[place] !== 0));
  const stored = order.map((axis, place) => (differs[place] ? at(shape, axis) : 1));
  const result = viewOf(kernel(graph, tensors, dtype), stored.slice(order.length - rank), dtype);
  return permute(broadcastTo(result, pick(shape, order)), inverse(order));
}

/** All axes; those along which the view moves are in the order in which it stores them. */
function axisOrder(view: View): number[] {
  const axes = range(view.shape.length);
  const moving = movingAxes(view);
  const stored = axesByStride(view);
  if (sameShape(moving, stored)) return axes;
  return [...axes.filter((axis) => !moving.includes(axis)), ...stored];
}

function withoutLeadingOnes(view: View): View {
  const { shape } = withoutRepeats(view);
  const ones = shape.findIndex((length) => length !== 1);
  const start = ones === -1 ? shape.length : ones;
  return { ...view, shape: view.shape.slice(start), strides: view.strides.slice(start) };
}
