import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "./config.js";

/** Weights of one layer. The names are part of the file format of weights. */
export interface LayerParameters {
  readonly normBefore: JaxArray;
  readonly queryKeyValue: JaxArray;
  readonly attentionOut: JaxArray;
  readonly normBetween: JaxArray;
  readonly expand: JaxArray;
  readonly contract: JaxArray;
}

/** Keys and values of a layer, `rows x heads x positions x width / heads` each. */
export interface KeysAndValues {
  readonly keys: JaxArray;
  readonly values: JaxArray;
}

/** What a layer attends to, and the size of its input. */
export interface LayerOptions {
  readonly rows: number;
  readonly positions: number;
  /** Attention bias, broadcast to `rows x heads x positions x attended positions`. */
  readonly bias: JaxArray;
  /** Keys and values of earlier positions; default none. */
  readonly past?: KeysAndValues;
}

/** RMSNorm over the last axis. */
export function normalize({ numpy: np }: Jax, x: JaxArray, gain: JaxArray): JaxArray {
  const meanSquare = np.mean(np.square(x.ref), -1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(meanSquare.add(1e-5)))).mul(gain);
}

/**
 * One layer: pre-norm attention, then a feed-forward network with GELU.
 *
 * @param x - `rows * positions x width`.
 * @returns The layer's output, and keys and values of the new positions.
 */
export function applyLayer(
  jax: Jax,
  { width, heads }: TransformerConfig,
  x: JaxArray,
  weights: LayerParameters,
  { rows, positions, bias, past }: LayerOptions,
): { readonly x: JaxArray; readonly fresh: KeysAndValues } {
  const { numpy: np } = jax;
  const headWidth = width / heads;
  const toHeads = (part: JaxArray) =>
    np.transpose(part.reshape([rows, positions, heads, headWidth]), [0, 2, 1, 3]);
  const projected = np.matmul(normalize(jax, x.ref, weights.normBefore), weights.queryKeyValue);
  const parts = np.split(projected, 3, 1) as [JaxArray, JaxArray, JaxArray];
  const [query, keys, values] = parts.map(toHeads) as typeof parts;
  const scaled = query.mul(1 / Math.sqrt(headWidth));
  const mixed = attend(jax, scaled, { keys: keys.ref, values: values.ref }, bias, past);
  const gathered = np.transpose(mixed, [0, 2, 1, 3]).reshape([rows * positions, width]);
  const attended = x.add(np.matmul(gathered, weights.attentionOut));
  const inner = gelu(
    jax,
    np.matmul(normalize(jax, attended.ref, weights.normBetween), weights.expand),
  );
  return { x: attended.add(np.matmul(inner, weights.contract)), fresh: { keys, values } };
}

/** Past and new positions are multiplied separately: concatenating them would copy the much larger cache. */
function attend(
  jax: Jax,
  query: JaxArray,
  fresh: KeysAndValues,
  bias: JaxArray,
  past?: KeysAndValues,
): JaxArray {
  const { numpy: np } = jax;
  const scoresOf = (queries: JaxArray, keys: JaxArray) =>
    np.matmul(queries, np.transpose(keys, [0, 1, 3, 2]));
  if (past === undefined) {
    return np.matmul(softmax(jax, scoresOf(query, fresh.keys).add(bias)), fresh.values);
  }
  const before = past.keys.shape[2] ?? 0;
  const scores = np.concatenate([scoresOf(query.ref, past.keys), scoresOf(query, fresh.keys)], 3);
  const [pastShares, freshShares] = np.split(softmax(jax, scores.add(bias)), [before], 3) as [
    JaxArray,
    JaxArray,
  ];
  return np.matmul(pastShares, past.values).add(np.matmul(freshShares, fresh.values));
}

function gelu({ numpy: np }: Jax, x: JaxArray): JaxArray {
  const gate = np.reciprocal(np.exp(x.ref.mul(-1.702)).add(1));
  return x.mul(gate);
}

function softmax({ numpy: np, lax }: Jax, x: JaxArray): JaxArray {
  const top = lax.stopGradient(np.max(x.ref, -1, { keepdims: true }));
  const powers = np.exp(x.sub(top));
  return powers.ref.mul(np.reciprocal(powers.sum(-1, { keepdims: true })));
}
