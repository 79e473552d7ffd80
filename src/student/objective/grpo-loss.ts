import type { Arrays } from "../engine/compile.js";
import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import type { BatchShape, TransformerParameters } from "../model/transformer.js";
import { createLikelihood } from "./likelihood.js";

/** Coefficients of the GRPO loss. */
export interface GrpoLossOptions {
  /** The ratio to the sampling policy is clipped to `1 - clip` and `1 + clip`. Epsilon in the paper. */
  readonly clip: number;
  /** Weight of the KL divergence from the reference policy. */
  readonly beta: number;
}

/** Inputs of the GRPO loss besides the sequences and targets, all `rows x positions`. */
export const GRPO_VALUES = ["weights", "advantages", "old", "reference"] as const;

/** The arrays of {@link createSurrogateLoss}, all of one shape. */
export interface SurrogateInputs {
  /** Log-probabilities of the written tokens under the policy that is trained. */
  readonly current: JaxArray;
  /** Log-probabilities under the policy that sampled them. */
  readonly old: JaxArray;
  /** Log-probabilities under the reference policy. */
  readonly reference: JaxArray;
  readonly advantages: JaxArray;
  /** Weight of each token in the loss; 0 where nothing was written. */
  readonly weights: JaxArray;
}

/**
 * The clipped surrogate of GRPO with the k3 estimate of the KL divergence, as a function of log-probabilities.
 *
 * @returns The weighted sum of the loss, and of the KL divergence as `kl`.
 * @see Shao et al. (2024), DeepSeekMath, arXiv 2402.03300, equations 3 and 4
 */
export function createSurrogateLoss({ numpy: np }: Pick<Jax, "numpy">, options: GrpoLossOptions) {
  const { clip, beta } = options;
  return ({ current, old, reference, advantages, weights }: SurrogateInputs) => {
    const ratio = np.exp(current.ref.sub(old));
    const clipped = np.clip(ratio.ref, 1 - clip, 1 + clip);
    const gain = np.minimum(ratio.mul(advantages.ref), clipped.mul(advantages));
    const difference = reference.sub(current);
    const divergence = np.exp(difference.ref).sub(difference).sub(1);
    const kl = divergence.ref.mul(weights.ref).sum();
    return { loss: gain.sub(divergence.mul(beta)).mul(weights).sum().mul(-1), kl };
  };
}

/** The loss of GRPO for a trainer. It takes {@link GRPO_VALUES}. */
export function createGrpoLoss(options: GrpoLossOptions) {
  return (jax: Jax, config: TransformerConfig, shape: BatchShape) => {
    const likelihood = createLikelihood(jax, config, shape);
    const surrogate = createSurrogateLoss(jax, options);
    return (parameters: TransformerParameters, batch: Arrays) => {
      const { weights, advantages, old, reference, ...inputs } = batch;
      const values = { weights, advantages, old, reference } as Omit<SurrogateInputs, "current">;
      return surrogate({ ...values, current: likelihood(parameters, inputs) });
    };
  };
}
