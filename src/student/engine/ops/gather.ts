import type { GraphBuilder } from "../graph-builder.js";
import { reshapeTensor, materialize } from "../materialize.js";
import { cast } from "../promotion.js";
import type { Equation, Translators } from "../equation.js";
import { at, pick, range, type Shape, sizeOf } from "../shape.js";
import { broadcastTo, inverse, permute, type View, viewOf } from "../view.js";

interface GatherParams {
  /** The axes that the index tensors select along. */
  readonly axis: readonly number[];
  /** Position of the index tensors' axes in the result. */
  readonly outDim: number;
}

interface ScatterParams extends GatherParams {
  readonly shape: Shape;
}

/** `gather`, which selects by index, and its transpose `scatter`, which adds by index. */
export const GATHER: Translators = {
  gather: (graph, { inputs: [operand, ...indices], params }: Equation<GatherParams>) => [
    gather(graph, operand as View, indices, params),
  ],
  scatter: (graph, { inputs: [updates, ...indices], params }: Equation<ScatterParams>) => [
    scatter(graph, updates as View, indices, params),
  ],
};

function gather(
  graph: GraphBuilder,
  operand: View,
  indices: readonly View[],
  params: GatherParams,
) {
  const { shape, dtype } = operand;
  const { selected, others } = splitAxes(shape, params.axis);
  const front = materialize(graph, permute(operand, [...params.axis, ...others.axes]));
  const lengths = [...selected.lengths, ...others.lengths];
  const rows = reshapeTensor(graph, front, lengths, [selected.size, ...others.lengths]);
  const indexShape = indexShapeOf(indices);
  const index = rowNumbers(graph, indices, { indexShape, lengths: selected.lengths });
  const result = graph.add({ type: "Gather", inputs: [rows, index], attributes: { axis: 0 } });
  const order = outputOrder(indexShape.length, others.axes.length, params.outDim);
  return permute(viewOf(result, [...indexShape, ...others.lengths], dtype), order);
}

/**
 * Uses `ScatterElements`, which adds in order on one thread. `ScatterND` is faster, but its threads overwrite each other's sums
 * where an index occurs twice (microsoft/onnxruntime issue 18048).
 */
function scatter(
  graph: GraphBuilder,
  updates: View,
  indices: readonly View[],
  params: ScatterParams,
) {
  const { shape, axis, outDim } = params;
  const { selected, others } = splitAxes(shape, axis);
  const indexShape = indexShapeOf(indices);
  const back = inverse(outputOrder(indexShape.length, others.axes.length, outDim));
  const values = materialize(graph, permute(updates, back));
  const size = [sizeOf(indexShape), others.size];
  const index = rowNumbers(graph, indices, { indexShape, lengths: selected.lengths });
  const column = reshapeTensor(graph, index, indexShape, [sizeOf(indexShape), 1]);
  const zero = graph.scalar(0, updates.dtype);
  const inputs = [
    graph.add({ type: "Expand", inputs: [zero, graph.integers([selected.size, others.size])] }),
    graph.add({ type: "Expand", inputs: [column, graph.integers(size)] }),
    reshapeTensor(graph, values, [...indexShape, ...others.lengths], size),
  ];
  const attributes = { axis: 0, reduction: "add" };
  const sums = graph.add({ type: "ScatterElements", inputs, attributes });
  const lengths = [...selected.lengths, ...others.lengths];
  const result = reshapeTensor(graph, sums, [selected.size, others.size], lengths);
  return permute(viewOf(result, lengths, updates.dtype), inverse([...axis, ...others.axes]));
}

/** The axes that the indices select along, and the others. */
function splitAxes(shape: Shape, axis: readonly number[]) {
  const measure = (axes: readonly number[]) => {
    const lengths = pick(shape, axes);
    return { axes, lengths, size: sizeOf(lengths) };
  };
  const others = range(shape.length).filter((other) => !axis.includes(other));
  return { selected: measure(axis), others: measure(others) };
}

/** Combines the index tensors into one index into the flattened selected axes. */
function rowNumbers(
  graph: GraphBuilder,
  indices: readonly View[],
  { indexShape, lengths }: { readonly indexShape: Shape; readonly lengths: Shape },
): string {
  const wide = indices.map((view) =>
    materialize(graph, cast(graph, broadcastTo(view, indexShape), "int32")),
  );
  return wide.reduce((rows, index, axis) => {
    const steps = graph.add({
      type: "Mul",
      inputs: [rows, graph.scalar(at(lengths, axis), "int32")],
    });
    return graph.add({ type: "Add", inputs: [steps, index] });
  });
}

/** The broadcast shape of the index tensors. */
function indexShapeOf(indices: readonly View[]): Shape {
  const rank = Math.max(...indices.map(({ shape }) => shape.length));
  const lengths = (axis: number) =>
    indices.map(({ shape }) => shape[axis - rank + shape.length] ?? 1);
  return range(rank).map((axis) => Math.max(...lengths(axis)));
}

/** Moves the index axes, which come first, behind the first `outDim` of the other axes. */
function outputOrder(indexRank: number, others: number, outDim: number): number[] {
  const axes = range(indexRank + others);
  const [index, rest] = [axes.slice(0, indexRank), axes.slice(indexRank)];
  return [...rest.slice(0, outDim), ...index, ...rest.slice(outDim)];
}
