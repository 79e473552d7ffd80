import { GraphBuilder, type Operation } from "../engine/graph-builder.js";
import type { NamedWeights } from "../engine/parameters.js";
import type { TransformerConfig } from "../model/config.js";
import { keysName, valuesName } from "./extend-program.js";

/** Output name of a layer's queries, keys and values of the new positions, `rows x positions x 3 * width`. */
export const projectedName = (layer: number): string => `projected.${layer}`;

/** Names of the pointer's and the head's weights, in the order of the columns of {@link buildDecodingGraph}'s output `read`. */
const READ_WEIGHTS = ["pointerQuery", "pointerKey", "head"] as const;

/**
 * The transformer as an ONNX model for inference. It differs from the traced one in three ways: weights are constants, which
 * onnxruntime packs when it loads the model; the numbers of rows, new positions and cached positions may differ in each run; and
 * the parts with small matrices, embeddings and the pointer's scores, are left to the caller.
 *
 * Inputs: `embedded`, `rows x positions x width`; `bias`, `rows x 1 x positions x cached + new positions`; `parts`, the numbers of
 * cached and new positions; cached keys and values per layer, `rows x heads x positions x head width`. Outputs:
 * {@link projectedName} per layer, and `read`, `rows x positions x 2 * pointer width + writable tokens`: the pointer's queries and
 * keys and the scores of the next token.
 */
export function buildDecodingGraph(
  config: TransformerConfig,
  weights: readonly NamedWeights[],
): Uint8Array {
  const { layers, width, heads } = config;
  const graph = new GraphBuilder();
  const constants = new Map(weights.map((weight) => [weight.name, weight]));
  const constant = (name: string) => {
    const { data, shape } = constants.get(name) ?? throwMissing(name);
    return graph.constant(data, { shape, dtype: "float32" });
  };
  const builder = { graph, config, constant };
  const projected: string[] = [];
  let x = "embedded";
  for (let layer = 0; layer < layers; layer++) {
    const result = addLayer(builder, layer, x);
    projected.push(result.projected);
    x = result.x;
  }
  const columns = joinColumns(
    READ_WEIGHTS.map((name) => constants.get(name) ?? throwMissing(name)),
  );
  const read = graph.add({
    type: "MatMul",
    inputs: [
      addNorm(builder, x, "normLast"),
      graph.constant(columns.data, { shape: columns.shape, dtype: "float32" }),
    ],
  });
  const past = ["rows", heads, "cached", width / heads];
  const float = (name: string, shape: readonly (number | string)[]) =>
    ({ name, shape, dtype: "float32" }) as const;
  return graph.encode({
    inputs: [
      float("embedded", ["rows", "positions", width]),
      float("bias", ["rows", 1, "positions", "attended"]),
      { name: "parts", shape: [2], dtype: "int64" },
      ...projected.flatMap((_, layer) => [
        float(keysName(layer), past),
        float(valuesName(layer), past),
      ]),
    ],
    outputs: [
      ...projected.map((from, layer) => ({
        ...float(projectedName(layer), ["rows", "positions", 3 * width]),
        from,
      })),
      { ...float("read", ["rows", "positions", columns.shape[1]]), from: read },
    ],
  });
}

interface LayerBuilder {
  readonly graph: GraphBuilder;
  readonly config: TransformerConfig;
  /** The constant with a weight's name. */
  readonly constant: (name: string) => string;
}

/** One layer, as in `model/layer.ts`. */
function addLayer(builder: LayerBuilder, layer: number, x: string) {
  const { graph, constant } = builder;
  const weight = (name: string) => constant(`layers.${layer}.${name}`);
  const add = (type: string, ...inputs: string[]) => graph.add({ type, inputs });
  const normed = addNorm(builder, x, `layers.${layer}.normBefore`);
  const projected = add("MatMul", normed, weight("queryKeyValue"));
  const mixed = addAttention(builder, layer, projected);
  const attended = add("Add", x, add("MatMul", mixed, weight("attentionOut")));
  const between = addNorm(builder, attended, `layers.${layer}.normBetween`);
  const inner = graph.add({
    type: "QuickGelu",
    domain: "com.microsoft",
    inputs: [add("MatMul", between, weight("expand"))],
    attributes: { alpha: { float: 1.702 } },
  });
  return { projected, x: add("Add", attended, add("MatMul", inner, weight("contract"))) };
}

/** RMSNorm. */
function addNorm({ graph, constant }: LayerBuilder, x: string, gain: string): string {
  return graph.add({
    type: "SimplifiedLayerNormalization",
    inputs: [x, constant(gain)],
    attributes: { axis: -1, epsilon: { float: 1e-5 } },
  });
}

/** Attention to cached and new positions, which are multiplied separately: concatenating them would copy the much larger cache. */
function addAttention({ graph, config }: LayerBuilder, layer: number, projected: string): string {
  const { width, heads } = config;
  const headWidth = width / heads;
  const add = (operation: Operation) => graph.add(operation);
  const reshape = (tensor: string, shape: readonly number[]) =>
    add({ type: "Reshape", inputs: [tensor, graph.integers(shape)] });
  const transpose = (tensor: string, perm: readonly number[]) =>
    add({ type: "Transpose", inputs: [tensor], attributes: { perm } });
  // A length of 0 keeps that of the input. The first axis is query, key or value, then: rows, heads, positions, head width.
  const byHead = transpose(reshape(projected, [0, 0, 3, heads, headWidth]), [2, 0, 3, 1, 4]);
  const [query = "", keys = "", values = ""] = graph.addMany(
    { type: "Split", inputs: [byHead], attributes: { axis: 0 } },
    3,
  );
  const scoresOf = (other: string) =>
    add({
      type: "FusedMatMul",
      domain: "com.microsoft",
      inputs: [query, other],
      attributes: { transB: 1, alpha: { float: 1 / Math.sqrt(headWidth) } },
    });
  const scores = add({
    type: "Concat",
    inputs: [scoresOf(keysName(layer)), scoresOf(keys)],
    attributes: { axis: -1 },
  });
  const biased = add({ type: "Add", inputs: [scores, "bias"] });
  const shares = add({ type: "Softmax", inputs: [biased], attributes: { axis: -1 } });
  const [past = "", fresh = ""] = graph.addMany(
    { type: "Split", inputs: [shares, "parts"], attributes: { axis: -1 } },
    2,
  );
  const mixed = add({
    type: "Add",
    inputs: [
      add({ type: "MatMul", inputs: [past, valuesName(layer)] }),
      add({ type: "MatMul", inputs: [fresh, values] }),
    ],
  });
  return reshape(transpose(mixed, [1, 3, 0, 2, 4]), [0, 0, width]);
}

/** Matrices of the same height, side by side. */
function joinColumns(matrices: readonly NamedWeights[]) {
  const rows = matrices[0]?.shape[0] ?? 0;
  const widths = matrices.map(({ shape }) => shape[1] ?? 0);
  const width = widths.reduce((sum, one) => sum + one, 0);
  const data = new Float32Array(rows * width);
  let start = 0;
  for (const [index, matrix] of matrices.entries()) {
    const own = widths[index] ?? 0;
    for (let row = 0; row < rows; row++)
      data.set(matrix.data.subarray(row * own, (row + 1) * own), row * width + start);
    start += own;
  }
  return { data, shape: [rows, width] as const };
}

function throwMissing(name: string): never {
  throw new RangeError(`A student's weights have no array "${name}".`);
}
