import type { GraphBuilder } from "./graph-builder.js";
import { pick, sameShape, type Shape } from "./shape.js";
import {
  axesByStride,
  isPlain,
  movingAxes,
  reshape,
  type View,
  viewOf,
  withoutRepeats,
} from "./view.js";

/** The name of a tensor that holds the seen elements in order. Adds the operations that this takes. */
export function stored(graph: GraphBuilder, view: View): string {
  if (isPlain(view)) return reshapeTensor(graph, view.tensor, view.stored, view.shape);
  const compact = storedWithoutRepeats(graph, view);
  const { shape } = withoutRepeats(view);
  if (sameShape(shape, view.shape)) return compact;
  return graph.add({ type: "Expand", inputs: [compact, graph.integers(view.shape)] });
}

/** Like {@link stored}, but the axes along which elements repeat have length 1. */
export function storedWithoutRepeats(graph: GraphBuilder, view: View): string {
  const moving = movingAxes(view);
  const byStride = axesByStride(view);
  const order = moving.map((axis) => byStride.indexOf(axis));
  const { shape } = withoutRepeats(view);
  if (order.every((place, index) => place === index)) {
    return reshapeTensor(graph, view.tensor, view.stored, shape);
  }
  const lengths = pick(view.shape, byStride);
  const transposed = graph.add({
    type: "Transpose",
    inputs: [reshapeTensor(graph, view.tensor, view.stored, lengths)],
    attributes: { perm: order },
  });
  return reshapeTensor(graph, transposed, pick(lengths, order), shape);
}

/** The tensor under another shape of the same size. */
export function reshapeTensor(graph: GraphBuilder, tensor: string, from: Shape, to: Shape): string {
  if (sameShape(from, to)) return tensor;
  return graph.add({ type: "Reshape", inputs: [tensor, graph.integers(to)] });
}

/** The view under another shape of the same size, stored anew where strides cannot say it. */
export function reshaped(graph: GraphBuilder, view: View, shape: Shape): View {
  const seen = reshape(view, shape);
  if (seen !== undefined) return seen;
  const plain = viewOf(stored(graph, view), view.shape, view.dtype);
  return (
    reshape(plain, shape) ??
    viewOf(reshapeTensor(graph, plain.tensor, view.shape, shape), shape, view.dtype)
  );
}
