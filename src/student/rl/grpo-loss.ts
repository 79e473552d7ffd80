import type { Arrays } from "../engine/compile.js";
import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import type { Extent, Parameters } from "../model/transformer.js";
import { createLikelihood } from "../training/likelihood.js";

export interface GrpoLossOptions {
  /** How far the ratio to the sampling policy may leave 1. */
  readonly clip: number;
  /** Weight of the divergence from the reference policy. */
  readonly beta: number;
}

/** Values that the loss takes beside the text, by word. */
export const GRPO_VALUES = ["weights", "advantages", "old", "reference"] as const;

/**
 * The loss of GRPO: a clipped ratio times the advantage, minus the k3 estimate of the divergence from the reference policy.
 *
 * @see Shao et al. (2024), DeepSeekMath, arXiv 2402.03300, equations 3 and 4
 */
export function createGrpoLoss({ clip, beta }: GrpoLossOptions) {
  return (jax: Jax, config: TransformerConfig, extent: Extent) => {
    const { numpy: np } = jax;
    const likelihood = createLikelihood(jax, config, extent);
    return (parameters: Parameters, { weights, advantages, old, reference, ...inputs }: Arrays) => {
      const [weight, advantage, before, frozen] = [weights, advantages, old, reference] as [
        JaxArray,
        JaxArray,
        JaxArray,
        JaxArray,
      ];
      const logs = likelihood(parameters, inputs);
      const ratio = np.exp(logs.ref.sub(before));
      const clipped = np.clip(ratio.ref, 1 - clip, 1 + clip);
      const gain = np.minimum(ratio.mul(advantage.ref), clipped.mul(advantage));
      const apart = frozen.sub(logs);
      const divergence = np.exp(apart.ref).sub(apart).sub(1);
      const kl = divergence.ref.mul(weight.ref).sum();
      return { loss: gain.sub(divergence.mul(beta)).mul(weight).sum().mul(-1), kl };
    };
  };
}
