import type { GraphBuilder } from "../graph-builder.js";
import { reshapeTensor, materialize, materializeWithoutRepeats } from "../materialize.js";
import type { Equation, Translators } from "../equation.js";
import { at, pick, range, type Shape, sizeOf, stridesOf } from "../shape.js";
import { broadcastTo, permute, repeats, type View, viewOf, withoutRepeats } from "../view.js";

/**
 * The primitive `dot`: the broadcast product of two operands, summed along the last axis. Axes along which only one operand
 * varies are the rows or columns of a matrix product; axes along which both vary are its batch.
 */
export const DOT_PRODUCT: Translators = {
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

/** `MatMul` needs the summed axis to be stored in both operands. */
function withLastAxisStored(graph: GraphBuilder, view: View): View {
  const last = view.shape.length - 1;
  if (!repeats(view, last) || view.shape[last] === 1) return view;
  return viewOf(materialize(graph, view), view.shape, view.dtype);
}

/** Each group is in the stored order of its operand, to avoid transpositions. */
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
  const isPlain = !a.transposed && b.transposed;
  const tensor = isPlain
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
    tensorShape: [...leading(lengths(batch)), sizeOf(lengths(rows)), sizeOf(lengths(columns))],
    shape,
    strides: shape.map((_, axis) => strides[order.indexOf(axis)] ?? 0),
    dtype: x.dtype,
  };
}

/** The operand as a batch of matrices, `free axes x summed axis`, or transposed if it is stored that way. */
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
  const permuted = permute(view, order);
  const size = (axes: readonly number[]) => sizeOf(pick(view.shape, axes));
  const dimensions = transposed ? [size([last]), size(free)] : [size(free), size([last])];
  const tensor = materializeWithoutRepeats(graph, permuted);
  const shape = [...leading(pick(view.shape, batch)), ...dimensions];
  return {
    tensor: reshapeTensor(graph, tensor, withoutRepeats(permuted).shape, shape),
    transposed,
  };
}

function leading(batch: Shape): Shape {
  return batch.length === 0 ? [] : [sizeOf(batch)];
}
