import type { GraphBuilder } from "../graph-builder.js";
import { reshapeTensor, materialize } from "../materialize.js";
import { cast } from "../promotion.js";
import type { Equation, Translators } from "../equation.js";
import { at, pick, range, sizeOf, stridesOf } from "../shape.js";
import { axesByStride, repeats, type View, viewOf } from "../view.js";

interface ReduceParams {
  readonly op: "Add" | "Mul" | "Max" | "Min";
  readonly axis: readonly number[];
}

/** Sums, products and extrema along axes. They do not depend on the order, so nothing is transposed. */
export const REDUCE: Translators = {
  reduce: (graph, { inputs, params }: Equation<ReduceParams>) =>
    inputs.map((view) => {
      // onnxruntime cannot reduce booleans.
      const numbers = view.dtype === "bool" ? cast(graph, view, "int32") : view;
      const operand = params.op === "Mul" ? asStored(graph, numbers) : numbers;
      return cast(graph, reduce(graph, operand, params), view.dtype);
    }),
};

function reduce(graph: GraphBuilder, view: View, { op, axis }: ReduceParams): View {
  const order = axesByStride(view);
  const kept = order.filter((other) => !axis.includes(other));
  const reduced = range(order.length).filter((index) => axis.includes(at(order, index)));
  const tensor = reshapeTensor(graph, view.tensor, view.tensorShape, pick(view.shape, order));
  const shape = pick(view.shape, kept);
  const strides = stridesOf(shape);
  const left = range(view.shape.length).filter((other) => !axis.includes(other));
  const result = reduced.length === 0 ? tensor : reduceTensor(graph, tensor, { op, axis: reduced });
  return {
    tensor: op === "Add" ? timesRepeats(graph, result, view, axis) : result,
    tensorShape: shape,
    shape: pick(view.shape, left),
    strides: left.map((other) => strides[kept.indexOf(other)] ?? 0),
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

/** A sum of repeated elements is one element times the number of repetitions. */
function timesRepeats(
  graph: GraphBuilder,
  tensor: string,
  view: View,
  axis: readonly number[],
): string {
  const times = sizeOf(
    axis.filter((summed) => repeats(view, summed)).map((summed) => at(view.shape, summed)),
  );
  if (times === 1) return tensor;
  return graph.add({ type: "Mul", inputs: [tensor, graph.scalar(times, view.dtype)] });
}

function asStored(graph: GraphBuilder, view: View): View {
  return viewOf(materialize(graph, view), view.shape, view.dtype);
}
