import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "./config.js";
import { applyLayer, type KeysAndValues, type LayerParameters, normalize } from "./layer.js";
import { type PointerParameters, projectPointer, scoreLabels } from "./pointer.js";

/** All weights by name. The names are part of the file format of weights. */
export interface TransformerParameters extends PointerParameters {
  readonly embedding: JaxArray;
  readonly layers: readonly LayerParameters[];
  readonly normLast: JaxArray;
  readonly head: JaxArray;
}

/** Number of sequences in a batch, and of positions in each. */
export interface BatchShape {
  readonly rows: number;
  readonly positions: number;
}

/** Inputs of one pass. */
export interface SequenceInputs {
  /** `rows * positions x vocabulary`: the weight of each token. */
  readonly tokens: JaxArray;
  /** `rows x positions x attended positions`: 0, or a large negative number where a position must not be attended to. */
  readonly bias: JaxArray;
  /** `rows x positions x labels`: 1 at the label of the candidate that a position is about. */
  readonly about: JaxArray;
  /** `rows x positions x labels`: 1 at labels already written in the current block. */
  readonly repeated: JaxArray;
}

/** Cached activations of earlier positions. */
export interface TransformerCache {
  readonly layers: readonly KeysAndValues[];
  /** Pointer keys, `rows x positions x pointer width`. */
  readonly pointers: JaxArray;
  /** `rows x positions x labels` */
  readonly about: JaxArray;
}

/** Scores of the new positions, and the activations to append to the cache. */
export interface ExtensionResult extends Omit<TransformerCache, "about"> {
  /** `rows x positions x writable tokens` */
  readonly logits: JaxArray;
}

/** The forward pass of a student. */
export interface Transformer {
  /** Scores of the next token after every position: `rows x positions x writable tokens`. */
  logits(weights: TransformerParameters, inputs: SequenceInputs, shape: BatchShape): JaxArray;
  /** Scores for new positions that follow those in a cache. */
  extend(
    weights: TransformerParameters,
    inputs: SequenceInputs,
    cache: TransformerCache,
    shape: BatchShape,
  ): ExtensionResult;
}

/**
 * A decoder-only transformer (RMSNorm, GELU, no positional encoding except for tokens that count positions) with a pointer: the
 * score of a candidate's label is the sum of an output score, a match with the lines about the candidate, and a repetition
 * penalty.
 *
 * @see Vinyals et al. (2015), Pointer Networks, arXiv 1506.03134; See et al. (2017), arXiv 1704.04368, for copying and coverage
 */
export function createTransformer(jax: Jax, config: TransformerConfig): Transformer {
  const { numpy: np } = jax;
  return {
    logits(weights, inputs, shape) {
      const { rows, positions } = shape;
      const bias = inputs.bias.ref.reshape([rows, 1, positions, positions]);
      let x = np.matmul(inputs.tokens, weights.embedding);
      for (const layer of weights.layers) {
        const result = applyLayer(jax, config, x, layer, { ...shape, bias: bias.ref });
        result.fresh.keys.dispose();
        result.fresh.values.dispose();
        x = result.x;
      }
      bias.dispose();
      x = normalize(jax, x, weights.normLast);
      const { query, key } = projectPointer(jax, config, x.ref, weights, shape);
      const labels = scoreLabels(jax, config, { ...inputs, query, keys: key }, weights);
      return scoreTokens(jax, config, x, weights.head, labels, shape);
    },
    extend(weights, inputs, cache, shape) {
      const { rows, positions } = shape;
      const attended = inputs.bias.shape[2] ?? 0;
      const bias = inputs.bias.ref.reshape([rows, 1, positions, attended]);
      const fresh: KeysAndValues[] = [];
      let x = np.matmul(inputs.tokens, weights.embedding);
      for (const [index, layer] of weights.layers.entries()) {
        const past = cache.layers[index];
        const options = { ...shape, bias: bias.ref, ...(past && { past }) };
        const result = applyLayer(jax, config, x, layer, options);
        fresh.push(result.fresh);
        x = result.x;
      }
      bias.dispose();
      x = normalize(jax, x, weights.normLast);
      const { query, key } = projectPointer(jax, config, x.ref, weights, shape);
      const keys = np.concatenate([cache.pointers, key.ref], 1);
      const about = np.concatenate([cache.about, inputs.about], 1);
      const labels = scoreLabels(jax, config, { ...inputs, about, query, keys }, weights);
      const logits = scoreTokens(jax, config, x, weights.head, labels, shape);
      return { logits, layers: fresh, pointers: key };
    },
  };
}

/** Output scores of all writable tokens plus the pointer's scores of the labels. */
function scoreTokens(
  { numpy: np }: Jax,
  { outputSize, firstLabelId, labelCount }: TransformerConfig,
  x: JaxArray,
  head: JaxArray,
  labelScores: JaxArray,
  { rows, positions }: BatchShape,
): JaxArray {
  const scores = np.matmul(x, head).reshape([rows, positions, outputSize]);
  const before = np.zeros([rows, positions, firstLabelId]);
  const after = np.zeros([rows, positions, outputSize - firstLabelId - labelCount]);
  return scores.add(np.concatenate([before, labelScores, after], 2));
}
