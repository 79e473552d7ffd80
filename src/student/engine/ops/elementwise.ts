import type { GraphBuilder } from "../graph-builder.js";
import { reshapeTensor, materializeWithoutRepeats } from "../materialize.js";
import type { Equation, Translator, Translators } from "../equation.js";
import { at, type Dtype, pick, range, sameShape, type Shape, sizeOf } from "../shape.js";
import {
  axesByStride,
  broadcastTo,
  inverse,
  varyingAxes,
  permute,
  type View,
  viewOf,
  withoutRepeats,
} from "../view.js";
import { COMPARISONS, type Kernel, KERNELS } from "./kernels.js";

/** Elementwise primitives. */
export const ELEMENTWISE: Translators = {
  ...Object.fromEntries(Object.entries(KERNELS).map(([name, kernel]) => [name, apply(kernel)])),
  compare: (graph, equation: Equation<{ op: keyof typeof COMPARISONS }>) =>
    apply(COMPARISONS[equation.params.op])(graph, equation),
  stop_gradient: (_, { inputs }: Equation) => inputs,
};

interface ElementwiseOperation {
  readonly kernel: Kernel;
  readonly shape: Shape;
  readonly dtype: Dtype;
}

/**
 * Applies a kernel with NumPy's broadcasting, in the stored order of the largest operand, so that only smaller operands are
 * transposed.
 */
function apply(kernel: Kernel): Translator {
  return (graph, { inputs, outputs }) => {
    const { shape, dtype } = at(outputs, 0);
    const operands = inputs.map((view) => broadcastTo(view, shape));
    const varying = operands.filter((view) => varyingAxes(view).length > 0);
    const operation = { kernel, shape, dtype };
    const haveSameLayout = varying.every((view) =>
      sameShape(view.strides, varying[0]?.strides ?? []),
    );
    const applyTo = haveSameLayout ? asStored : inOrderOfLargest;
    return [applyTo(graph, operands, operation)];
  };
}

/** For operands with the same layout, apart from scalars: nothing is transposed. */
function asStored(
  graph: GraphBuilder,
  operands: readonly View[],
  operation: ElementwiseOperation,
): View {
  const { kernel, shape, dtype } = operation;
  const isScalar = (view: View) => varyingAxes(view).length === 0;
  const first = operands.find((view) => !isScalar(view));
  const tensors = operands.map((view) =>
    reshapeTensor(
      graph,
      view.tensor,
      view.tensorShape,
      isScalar(view) ? [] : (first?.tensorShape ?? []),
    ),
  );
  const tensor = kernel(graph, tensors, dtype);
  return first === undefined
    ? broadcastTo(viewOf(tensor, [], dtype), shape)
    : { ...first, dtype, tensor };
}

/** For operands with different layouts: the others are transposed to the layout of the largest. */
function inOrderOfLargest(
  graph: GraphBuilder,
  operands: readonly View[],
  operation: ElementwiseOperation,
): View {
  const { kernel, shape, dtype } = operation;
  const largest = operands.reduce((a, b) =>
    sizeOf(b.tensorShape) > sizeOf(a.tensorShape) ? b : a,
  );
  const order = axisOrder(largest);
  const permuted = operands.map((view) => permute(view, order));
  const trimmed = permuted.map(withoutLeadingOnes);
  const rank = Math.max(...trimmed.map(({ shape: own }) => own.length));
  const tensors = trimmed.map((view) => materializeWithoutRepeats(graph, view));
  const differs = order.map((_, index) => permuted.some((view) => view.strides[index] !== 0));
  const stored = order.map((axis, index) => (differs[index] ? at(shape, axis) : 1));
  const result = viewOf(kernel(graph, tensors, dtype), stored.slice(order.length - rank), dtype);
  return permute(broadcastTo(result, pick(shape, order)), inverse(order));
}

/** All axes; those along which elements differ are in the stored order. */
function axisOrder(view: View): number[] {
  const axes = range(view.shape.length);
  const varying = varyingAxes(view);
  const stored = axesByStride(view);
  if (sameShape(varying, stored)) return axes;
  return [...axes.filter((axis) => !varying.includes(axis)), ...stored];
}

function withoutLeadingOnes(view: View): View {
  const { shape } = withoutRepeats(view);
  const ones = shape.findIndex((length) => length !== 1);
  const start = ones === -1 ? shape.length : ones;
  return { ...view, shape: view.shape.slice(start), strides: view.strides.slice(start) };
}
