import type { Arrays } from "../engine/compile.js";
import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import { createTransformer, type BatchShape, type TransformerParameters } from "../model/transformer.js";

/**
 * Log-probabilities of what was written.
 *
 * @param targets - `rows x positions x written`: 1 at the word that comes next.
 * @returns `rows x positions`, 0 where nothing is written next.
 */
export function createLikelihood(jax: Jax, config: TransformerConfig, extent: BatchShape) {
  const { numpy: np, lax } = jax;
  const transformer = createTransformer(jax, config);
  return (parameters: TransformerParameters, { tokens, bias, about, repeated, targets }: Arrays): JaxArray => {
    const inputs = { tokens, bias, about, repeated } as Record<
      "tokens" | "bias" | "about" | "repeated",
      JaxArray
    >;
    const scores = transformer.logits(parameters, inputs, extent);
    const top = lax.stopGradient(np.max(scores.ref, -1, { keepdims: true }));
    const shifted = scores.sub(top);
    const asked = (targets as JaxArray).ref;
    const chosen = shifted.ref.mul(asked).sum(-1);
    const isTarget = (targets as JaxArray).sum(-1);
    return chosen.sub(np.log(np.exp(shifted).sum(-1)).mul(isTarget));
  };
}

/** Weighted negative log-likelihood: the sum over a batch, so that batches can be split. */
export function createLikelihoodLoss(jax: Jax, config: TransformerConfig, extent: BatchShape) {
  const likelihood = createLikelihood(jax, config, extent);
  return (parameters: TransformerParameters, { weights, ...inputs }: Arrays) => ({
    loss: likelihood(parameters, inputs)
      .mul(weights as JaxArray)
      .sum()
      .mul(-1),
  });
}
