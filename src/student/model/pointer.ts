import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "./config.js";

/** Weights of the pointer. The names are part of the file format of weights. */
export interface PointerParameters {
  readonly pointerQuery: JaxArray;
  readonly pointerKey: JaxArray;
  /** Scalar added to the score of a label that the current block already contains. */
  readonly repeat: JaxArray;
}

/** Inputs of {@link scoreLabels}. */
export interface PointerInputs {
  /** `rows x positions x pointer width` */
  readonly query: JaxArray;
  /** `rows x attended positions x pointer width` */
  readonly keys: JaxArray;
  /** `rows x positions x attended positions` */
  readonly bias: JaxArray;
  /** `rows x attended positions x labels` */
  readonly about: JaxArray;
  /** `rows x positions x labels` */
  readonly repeated: JaxArray;
}

/** Queries and keys of the pointer, `rows x positions x pointer width` each. */
export function projectPointer(
  { numpy: np }: Jax,
  { pointerWidth }: TransformerConfig,
  x: JaxArray,
  weights: PointerParameters,
  { rows, positions }: { readonly rows: number; readonly positions: number },
) {
  return {
    query: np.matmul(x.ref, weights.pointerQuery).reshape([rows, positions, pointerWidth]),
    key: np.matmul(x, weights.pointerKey).reshape([rows, positions, pointerWidth]),
  };
}

/** Scores of the labels, `rows x positions x labels`: the match with lines about each candidate, and the repetition penalty. */
export function scoreLabels(
  { numpy: np }: Jax,
  { pointerWidth }: TransformerConfig,
  { query, keys, bias, about, repeated }: PointerInputs,
  { repeat }: Pick<PointerParameters, "repeat">,
): JaxArray {
  const matches = np.matmul(query.mul(1 / Math.sqrt(pointerWidth)), np.transpose(keys, [0, 2, 1]));
  return np.matmul(matches.mul(np.exp(bias)), about).add(repeated.mul(repeat));
}
