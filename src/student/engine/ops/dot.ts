import type { Equation, Translators } from "../equation.js";
import type { GraphBuilder } from "../graph-builder.js";
import { at, pick, range, type Shape, sizeOf, stridesOf } from "../shape.js";
import { reshapeTensor, stored, storedWithoutRepeats } from "../store.js";
import { broadcastTo, permute, repeats, type View, viewOf, withoutRepeats } from "../view.js";

/**
 * The primitive `dot`: the product of two operands under broadcasting, summed along the last axis. Axes along which only one
 * operand moves are rows or columns of a matrix product; those along which both move are its batch.
 */
export const DOT: Translators = {
  dot: (graph, { inputs, outputs }: Equation) => {
    const { shape } = at(outputs, 0);
    const [x, y] = broadcastOperands(graph, inputs);
    return [multiply(graph, { x, y, axes: sortAxes(x, y), shape })];
  },
};

interface Axes {
  readonly batch: readonly number[];
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

function broadcastOperands(graph: GraphBuilder, inputs: readonly View[]): [View, View] {
  const rank = Math.max(...inputs.map((view) => view.shape.length));
  const padded = inputs.map((view) =>
    broadcastTo(view, [...Array<number>(rank - view.shape.length).fill(1), ...view.shape]),
  );
  const shape = range(rank).map((axis) => Math.max(...padded.map((view) => at(view.shape, axis))));
  const [x, y] = padded.map((view) => withLastAxisStored(graph, broadcastTo(view, shape)));
  return [x as View, y as View];
}

/** The summed axis must move in both operands. */
function withLastAxisStored(graph: GraphBuilder, view: View): View {
  const last = view.shape.length - 1;
  if (!repeats(view, last) || view.shape[last] === 1) return view;
  return viewOf(stored(graph, view), view.shape, view.dtype);
}

/** Each group in the order in which its operand stores it, so that less is transposed. */
function sortAxes(x: View, y: View): Axes {
  const axes = range(x.shape.length - 1);
  const inOrderOf = (view: View, of: readonly number[]) =>
    of.toSorted((a, b) => at(view.strides, b) - at(view.strides, a));
  return {
    batch: inOrderOf(
      x,
      axes.filter((axis) => !repeats(x, axis) && !repeats(y, axis)),
    ),
    rows: inOrderOf(
      x,
      axes.filter((axis) => !repeats(x, axis) && repeats(y, axis)),
    ),
    columns: inOrderOf(
      y,
      axes.filter((axis) => repeats(x, axis) && !repeats(y, axis)),
    ),
  };
}

function multiply(
  graph: GraphBuilder,
  { x, y, axes, shape }: { x: View; y: View; axes: Axes; shape: Shape },
): View {
  const { batch, rows, columns } = axes;
  const a = matrix(graph, x, batch, rows);
  const b = matrix(graph, y, batch, columns);
  const inputs = [a.tensor, b.tensor];
  const plain = !a.transposed && b.transposed;
  const tensor = plain
    ? graph.add({ type: "MatMul", inputs })
    : graph.add({
        type: "FusedMatMul",
        domain: "com.microsoft",
        inputs,
        attributes: { transA: a.transposed ? 1 : 0, transB: b.transposed ? 0 : 1 },
      });
  const lengths = (of: readonly number[]) => pick(shape, of);
  const order = [...batch, ...rows, ...columns];
  const strides = stridesOf(lengths(order));
  return {
    tensor,
    stored: [...leading(lengths(batch)), sizeOf(lengths(rows)), sizeOf(lengths(columns))],
    shape,
    strides: shape.map((_, axis) => strides[order.indexOf(axis)] ?? 0),
    dtype: x.dtype,
  };
}

/** The operand as a batch of matrices, free axes by summed axis, or the other way round where it is stored so. */
function matrix(
  graph: GraphBuilder,
  view: View,
  batch: readonly number[],
  free: readonly number[],
) {
  const last = view.shape.length - 1;
  const stride = at(view.strides, last);
  const transposed = stride !== 0 && free.some((axis) => at(view.strides, axis) < stride);
  const order = transposed ? [...batch, last, ...free] : [...batch, ...free, last];
  const seen = permute(view, order);
  const size = (axes: readonly number[]) => sizeOf(pick(view.shape, axes));
  const sides = transposed ? [size([last]), size(free)] : [size(free), size([last])];
  const tensor = storedWithoutRepeats(graph, seen);
  const shape = [...leading(pick(view.shape, batch)), ...sides];
  return { tensor: reshapeTensor(graph, tensor, withoutRepeats(seen).shape, shape), transposed };
}

function leading(batch: Shape): Shape {
  return batch.length === 0 ? [] : [sizeOf(batch)];
}
