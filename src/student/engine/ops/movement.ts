import type { GraphBuilder } from "../graph-builder.js";
import { reshapeView, materialize } from "../materialize.js";
import type { Equation, Translators } from "../equation.js";
import { range, type Shape } from "../shape.js";
import { broadcast, permute, type View, viewOf } from "../view.js";

type Pair = readonly [number, number];

/** Primitives that rearrange elements. The first three only change the view. */
export const MOVEMENT: Translators = {
  transpose: (_, { inputs, params }: Equation<{ perm: readonly number[] }>) =>
    inputs.map((view) => permute(view, params.perm)),
  broadcast: (_, { inputs, params }: Equation<{ shape: Shape; axis: readonly number[] }>) =>
    inputs.map((view) => broadcast(view, params.shape, params.axis)),
  reshape: (graph, { inputs, params }: Equation<{ shape: Shape }>) =>
    inputs.map((view) => reshapeView(graph, view, params.shape)),
  shrink: (graph, { inputs, params }: Equation<{ slice: readonly Pair[] }>) =>
    inputs.map((view) => shrink(graph, view, params.slice)),
  pad: (graph, { inputs, params, outputs }: Equation<{ width: readonly Pair[] }>) =>
    inputs.map((view, index) => {
      const widths = [0, 1].flatMap((end) => params.width.map((pair) => pair[end] ?? 0));
      const padded = graph.add({
        type: "Pad",
        inputs: [materialize(graph, view), graph.integers(widths)],
      });
      return viewOf(padded, outputs[index]?.shape ?? [], view.dtype);
    }),
  flip: (graph, { inputs, params }: Equation<{ axis: readonly number[] }>) =>
    inputs.map((view) => flip(graph, view, params.axis)),
  concatenate: (graph, { inputs, params, outputs }: Equation<{ axis: number }>) => {
    const tensors = inputs.map((view) => materialize(graph, view));
    const joined = graph.add({
      type: "Concat",
      inputs: tensors,
      attributes: { axis: params.axis },
    });
    return outputs.map(({ shape, dtype }) => viewOf(joined, shape, dtype));
  },
  split: (
    graph,
    { inputs, params, outputs }: Equation<{ axis: number; sizes: readonly number[] }>,
  ) => {
    const tensors = inputs.flatMap((view) =>
      graph.addMany(
        {
          type: "Split",
          inputs: [materialize(graph, view), graph.integers(params.sizes)],
          attributes: { axis: params.axis },
        },
        params.sizes.length,
      ),
    );
    return outputs.map(({ shape, dtype }, index) => viewOf(tensors[index] ?? "", shape, dtype));
  },
};

function shrink(graph: GraphBuilder, view: View, slice: readonly Pair[]): View {
  const starts = slice.map(([start]) => start);
  const ends = slice.map(([, end]) => end);
  const cut = graph.add({
    type: "Slice",
    inputs: [materialize(graph, view), graph.integers(starts), graph.integers(ends)],
  });
  return viewOf(
    cut,
    slice.map(([start, end]) => end - start),
    view.dtype,
  );
}

function flip(graph: GraphBuilder, view: View, axes: readonly number[]): View {
  // From the last element to before the first; ONNX expresses that end as a number below minus any length.
  const beforeFirst = Number(-(2n ** 31n));
  const lists = [axes.map(() => -1), axes.map(() => beforeFirst), axes, axes.map(() => -1)];
  const flipped = graph.add({
    type: "Slice",
    inputs: [materialize(graph, view), ...lists.map((list) => graph.integers(list))],
  });
  return viewOf(
    flipped,
    range(view.shape.length).map((axis) => view.shape[axis] ?? 0),
    view.dtype,
  );
}
