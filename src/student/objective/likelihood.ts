import type { Arrays } from "../engine/compile.js";
import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import {
  type BatchShape,
  createTransformer,
  type TransformerParameters,
} from "../model/transformer.js";

/**
 * Creates the function that computes log-probabilities of written tokens. It takes the inputs of the transformer and `targets`,
 * `rows x positions x outputSize`, 1 at the next written token.
 *
 * @returns `rows x positions`; 0 where the next position is not written.
 */
export function createLikelihood(jax: Jax, config: TransformerConfig, shape: BatchShape) {
  const { numpy: np, lax } = jax;
  const transformer = createTransformer(jax, config);
  return (
    parameters: TransformerParameters,
    { tokens, bias, about, repeated, targets }: Arrays,
  ): JaxArray => {
    const inputs = { tokens, bias, about, repeated } as Record<
      "tokens" | "bias" | "about" | "repeated",
      JaxArray
    >;
    const logits = transformer.logits(parameters, inputs, shape);
    const max = lax.stopGradient(np.max(logits.ref, -1, { keepdims: true }));
    const shifted = logits.sub(max);
    const target = targets as JaxArray;
    const targetLogits = shifted.ref.mul(target.ref).sum(-1);
    const isTarget = target.sum(-1);
    return targetLogits.sub(np.log(np.exp(shifted).sum(-1)).mul(isTarget));
  };
}

/** Weighted negative log-likelihood, summed over the batch so that the batch can be split. Takes the value `weights`. */
export function createLikelihoodLoss(jax: Jax, config: TransformerConfig, shape: BatchShape) {
  const likelihood = createLikelihood(jax, config, shape);
  return (parameters: TransformerParameters, { weights, ...inputs }: Arrays) => ({
    loss: likelihood(parameters, inputs)
      .mul(weights as JaxArray)
      .sum()
      .mul(-1),
  });
}
