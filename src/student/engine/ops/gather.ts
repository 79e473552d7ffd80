import type { Equation, Translators } from "../equation.js";
import type { GraphBuilder } from "../graph-builder.js";
import { cast } from "../promotion.js";
import { at, pick, range, type Shape, sizeOf } from "../shape.js";
import { reshapeTensor, stored } from "../store.js";
import { broadcastTo, inverse, permute, type View, viewOf } from "../view.js";

interface GatherParams {
  /** The axes that the index tensors select along. */
  readonly axis: readonly number[];
  /** Where the axes of the index tensors stand in the result. */
  readonly outDim: number;
}

interface ScatterParams extends GatherParams {
  readonly shape: Shape;
}

/** Selecting by index, and its transpose, adding up by index. */
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
  const { selected, others } = sides(shape, params.axis);
  const front = stored(graph, permute(operand, [...params.axis, ...others.axes]));
  const lengths = [...selected.lengths, ...others.lengths];
  const rows = reshapeTensor(graph, front, lengths, [selected.size, ...others.lengths]);
  const places = placesOf(indices);
  const index = rowNumbers(graph, indices, { places, lengths: selected.lengths });
  const result = graph.add({ type: "Gather", inputs: [rows, index], attributes: { axis: 0 } });
  const order = outputOrder(places.length, others.axes.length, params.outDim);
  return permute(viewOf(result, [...places, ...others.lengths], dtype), order);
}

/**
 * `ScatterElements` adds in order and on one thread. `ScatterND` would be faster and is not used: its threads overwrite each
 * other's sums where an index occurs twice (microsoft/onnxruntime issue 18048).
 */
function scatter(
  graph: GraphBuilder,
  updates: View,
  indices: readonly View[],
  params: ScatterParams,
) {
  const { shape, axis, outDim } = params;
  const { selected, others } = sides(shape, axis);
  const places = placesOf(indices);
  const back = inverse(outputOrder(places.length, others.axes.length, outDim));
  const values = stored(graph, permute(updates, back));
  const size = [sizeOf(places), others.size];
  const index = rowNumbers(graph, indices, { places, lengths: selected.lengths });
  const column = reshapeTensor(graph, index, places, [sizeOf(places), 1]);
  const zero = graph.scalar(0, updates.dtype);
  const inputs = [
    graph.add({ type: "Expand", inputs: [zero, graph.integers([selected.size, others.size])] }),
    graph.add({ type: "Expand", inputs: [column, graph.integers(size)] }),
    reshapeTensor(graph, values, [...places, ...others.lengths], size),
  ];
  const attributes = { axis: 0, reduction: "add" };
  const sums = graph.add({ type: "ScatterElements", inputs, attributes });
  const lengths = [...selected.lengths, ...others.lengths];
  const result = reshapeTensor(graph, sums, [selected.size, others.size], lengths);
  return permute(viewOf(result, lengths, updates.dtype), inverse([...axis, ...others.axes]));
}

/** The axes that indices select along, taken as one axis of rows, and the others. */
function sides(shape: Shape, axis: readonly number[]) {
  const side = (axes: readonly number[]) => {
    const lengths = pick(shape, axes);
    return { axes, lengths, size: sizeOf(lengths) };
  };
  const others = range(shape.length).filter((place) => !axis.includes(place));
  return { selected: side(axis), others: side(others) };
}

/** The index tensors as one that numbers rows of the selected axes taken as one. */
function rowNumbers(
  graph: GraphBuilder,
  indices: readonly View[],
  { places, lengths }: { readonly places: Shape; readonly lengths: Shape },
): string {
  const wide = indices.map((view) =>
    stored(graph, cast(graph, broadcastTo(view, places), "int32")),
  );
  return wide.reduce((rows, index, axis) => {
    const steps = graph.add({
      type: "Mul",
      inputs: [rows, graph.scalar(at(lengths, axis), "int32")],
    });
    return graph.add({ type: "Add", inputs: [steps, index] });
  });
}

/** The shape to which the index tensors broadcast. */
function placesOf(indices: readonly View[]): Shape {
  const rank = Math.max(...indices.map(({ shape }) => shape.length));
  const lengths = (axis: number) =>
    indices.map(({ shape }) => shape[axis - rank + shape.length] ?? 1);
  return range(rank).map((axis) => Math.max(...lengths(axis)));
}

/** Moves the axes of the index, which come first, behind the first `outDim` of the `others`. */
function outputOrder(places: number, others: number, outDim: number): number[] {
  const axes = range(places + others);
  const [index, rest] = [axes.slice(0, places), axes.slice(places)];
  return [...rest.slice(0, outDim), ...index, ...rest.slice(outDim)];
}
