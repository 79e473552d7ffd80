import type { Equation, Translators } from "../equation.js";
import { GraphBuilder } from "../graph-builder.js";
import { at, pick, range, type Shape } from "../shape.js";
import { reshapeTensor, stored } from "../store.js";
import { broadcastTo, permute, type View, viewOf } from "../view.js";

interface GatherParams {
  /** The axes that the index tensors select along. */
  readonly axis: readonly number[];
  /** Where the axes of the index tensors stand in the result. */
  readonly outDim: number;
}

interface ScatterParams extends GatherParams {
  readonly op: string;
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
  { axis, outDim }: GatherParams,
): View {
  const others = otherAxes(operand.shape, axis);
  const front = permute(operand, [...axis, ...others]);
  const places = broadcastShape(indices);
  const selected = graph.add({
    type: "GatherND",
    inputs: [stored(graph, front), stack(graph, indices, places)],
  });
  const result = viewOf(selected, [...places, ...pick(operand.shape, others)], operand.dtype);
  return moveFront(result, places.length, outDim);
}

function scatter(
  graph: GraphBuilder,
  updates: View,
  indices: readonly View[],
  params: ScatterParams,
): View {
  const { shape, axis, outDim, op } = params;
  const others = otherAxes(shape, axis);
  const places = broadcastShape(indices);
  const order = [...axis, ...others];
  const zeros = graph.add({
    type: "Expand",
    inputs: [graph.scalar(0, updates.dtype), graph.integers(pick(shape, order))],
  });
  const inputs = [
    zeros,
    stack(graph, indices, places),
    stored(graph, moveBack(updates, places.length, outDim)),
  ];
  const attributes = op === "add" ? { reduction: "add" } : {};
  const result = graph.add({ type: "ScatterND", inputs, attributes });
  return permute(
    viewOf(result, pick(shape, order), updates.dtype),
    range(order.length).map((place) => order.indexOf(place)),
  );
}

/** The index tensors as one, whose last axis holds a place in the operand. */
function stack(graph: GraphBuilder, indices: readonly View[], places: Shape): string {
  const columns = indices.map((view) =>
    reshapeTensor(graph, stored(graph, broadcastTo(view, places)), places, [...places, 1]),
  );
  const joined =
    columns.length === 1
      ? at(columns, 0)
      : graph.add({ type: "Concat", inputs: columns, attributes: { axis: places.length } });
  return graph.add({
    type: "Cast",
    inputs: [joined],
    attributes: { to: GraphBuilder.elementType("int64") },
  });
}

function broadcastShape(indices: readonly View[]): Shape {
  const rank = Math.max(...indices.map((view) => view.shape.length));
  return range(rank).map((axis) =>
    Math.max(...indices.map((view) => view.shape[axis - rank + view.shape.length] ?? 1)),
  );
}

function otherAxes(shape: Shape, axis: readonly number[]): number[] {
  return range(shape.length).filter((place) => !axis.includes(place));
}

/** Moves the first `count` axes behind the `to` axes that follow them. */
function moveFront(view: View, count: number, to: number): View {
  const axes = range(view.shape.length);
  return permute(view, [
    ...axes.slice(count, count + to),
    ...axes.slice(0, count),
    ...axes.slice(count + to),
  ]);
}

/** Moves the `count` axes at place `from` to the front. */
function moveBack(view: View, count: number, from: number): View {
  const axes = range(view.shape.length);
  return permute(view, [
    ...axes.slice(from, from + count),
    ...axes.slice(0, from),
    ...axes.slice(from + count),
  ]);
}
