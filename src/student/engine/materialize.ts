import type { GraphBuilder } from "./graph-builder.js";
import { pick, sameShape, type Shape } from "./shape.js";
import {
  axesByStride,
  isContiguous,
  varyingAxes,
  tryReshape,
  type View,
  viewOf,
  withoutRepeats,
} from "./view.js";

/** Adds operations that store the elements of a view in order, if needed, and returns the tensor's name. */
export function materialize(graph: GraphBuilder, view: View): string {
  if (isContiguous(view)) return reshapeTensor(graph, view.tensor, view.tensorShape, view.shape);
  const compact = materializeWithoutRepeats(graph, view);
  const { shape } = withoutRepeats(view);
  if (sameShape(shape, view.shape)) return compact;
  return graph.add({ type: "Expand", inputs: [compact, graph.integers(view.shape)] });
}

/** Like {@link materialize}, but axes along which elements repeat have length 1. */
export function materializeWithoutRepeats(graph: GraphBuilder, view: View): string {
  const moving = varyingAxes(view);
  const byStride = axesByStride(view);
  const order = moving.map((axis) => byStride.indexOf(axis));
  const { shape } = withoutRepeats(view);
  if (order.every((axis, index) => axis === index)) {
    return reshapeTensor(graph, view.tensor, view.tensorShape, shape);
  }
  const lengths = pick(view.shape, byStride);
  const transposed = graph.add({
    type: "Transpose",
    inputs: [reshapeTensor(graph, view.tensor, view.tensorShape, lengths)],
    attributes: { perm: order },
  });
  return reshapeTensor(graph, transposed, pick(lengths, order), shape);
}

/** Reshapes a tensor to another shape of the same size. */
export function reshapeTensor(graph: GraphBuilder, tensor: string, from: Shape, to: Shape): string {
  if (sameShape(from, to)) return tensor;
  return graph.add({ type: "Reshape", inputs: [tensor, graph.integers(to)] });
}

/** Reshapes a view to another shape of the same size. The elements are copied where strides cannot express the result. */
export function reshapeView(graph: GraphBuilder, view: View, shape: Shape): View {
  const reshaped = tryReshape(view, shape);
  if (reshaped !== undefined) return reshaped;
  const contiguous = viewOf(materialize(graph, view), view.shape, view.dtype);
  return (
    tryReshape(contiguous, shape) ??
    viewOf(reshapeTensor(graph, contiguous.tensor, view.shape, shape), shape, view.dtype)
  );
}
