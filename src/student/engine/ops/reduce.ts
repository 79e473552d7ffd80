import type { Equation, Translators } from "../equation.js";
import type { GraphBuilder } from "../graph-builder.js";
import { cast } from "../promotion.js";
import { at, pick, range, sizeOf, stridesOf } from "../shape.js";
import { reshapeTensor, stored } from "../store.js";
import { axesByStride, repeats, type View, viewOf } from "../view.js";

interface ReduceParams {
  readonly op: "Add" | "Mul" | "Max" | "Min";
  readonly axis: readonly number[];
}

/** Sums, products and extremes along axes. They need no order, so nothing is transposed for them. */
export const REDUCE: Translators = {
  reduce: (graph, { inputs, params }: Equation<ReduceParams>) =>
    inputs.map((view) => {
      // onnxruntime reduces no booleans.
      const numbers = view.dtype === "bool" ? cast(graph, view, "int32") : view;
      const operand = params.op === "Mul" ? asStored(graph, numbers) : numbers;
      return cast(graph, reduce(graph, operand, params), view.dtype);
    }),
};

function reduce(graph: GraphBuilder, view: View, { op, axis }: ReduceParams): View {
  const order = axesByStride(view);
  const kept = order.filter((place) => !axis.includes(place));
  const reduced = range(order.length).filter((place) => axis.includes(at(order, place)));
  const tensor = reshapeTensor(graph, view.tensor, view.stored, pick(view.shape, order));
  const shape = pick(view.shape, kept);
  const strides = stridesOf(shape);
  const left = range(view.shape.length).filter((place) => !axis.includes(place));
  const result = reduced.length === 0 ? tensor : reduceTensor(graph, tensor, { op, axis: reduced });
  return {
    tensor: op === "Add" ? timesRepeats(graph, result, view, axis) : result,
    stored: shape,
    shape: pick(view.shape, left),
    strides: left.map((place) => strides[kept.indexOf(place)] ?? 0),
    dtype: view.dtype,
  };
}

function reduceTensor(graph: GraphBuilder, tensor: string, { op, axis }: ReduceParams): string {
  if (op === "Add") {
    const inputs = [tensor, graph.integers(axis)];
    return graph.add({ type: "ReduceSum", inputs, attributes: { keepdims: 0 } });
  }
  const type = { Mul: "ReduceProd", Max: "ReduceMax", Min: "ReduceMin" }[op];
  return graph.add({ type, inputs: [tensor], attributes: { keepdims: 0, axes: axis } });
}

/** A sum along an axis on which the same elements repeat is a product. */
function timesRepeats(
  graph: GraphBuilder,
  tensor: string,
  view: View,
  axis: readonly number[],
): string {
  const times = sizeOf(
    axis.filter((place) => repeats(view, place)).map((place) => at(view.shape, place)),
  );
  if (times === 1) return tensor;
  return graph.add({ type: "Mul", inputs: [tensor, graph.scalar(times, view.dtype)] });
}

function asStored(graph: GraphBuilder, view: View): View {
  return viewOf(stored(graph, view), view.shape, view.dtype);
}
