import { createRandom, shuffle } from "../../random.js";
import type { Arrays } from "../engine/compile.js";
import { copyParameters, type ParameterSet } from "../engine/parameters.js";
import type { Jax, JaxArray } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import type { BatchShape, TransformerParameters } from "../model/transformer.js";
import { advantagesOf, type CreditAssignment } from "./advantages.js";
import type { TrainingRow } from "./batches.js";
import { createLikelihood } from "./likelihood.js";
import { type Group, hasEqualRewards, rlLearningRate, type RlOptions, sampleGroups, summarizeIteration } from "./rl-run.js";
import { toTrainingRow, writtenPositions } from "./rollout-row.js";
import { createScorer, type Scorer } from "./scorer.js";
import { createTrainer, type Trainer } from "./trainer.js";

export interface GrpoOptions extends RlOptions {
  /** The policy to stay near. Default: the model as it is. */
  readonly reference?: ParameterSet | undefined;
  /** Default "sequence", as in the paper. */
  readonly credit?: CreditAssignment;
  /** How far the ratio to the sampling policy may leave 1. Default 0.2. */
  readonly clip?: number;
  /** Weight of the divergence from the SFT policy. Default 0.003. */
  readonly beta?: number;
  /** Rollouts an update; an iteration makes as many updates as that takes. Default 128. */
  readonly batch?: number;
}

/**
 * Group-relative policy optimization: every prompt is answered several times, each answer is judged against the others of its
 * group, and the student moves towards the better ones without leaving its SFT policy far behind.
 *
 * @see arXiv 2602.09829, section 3; Shao et al. (2024), arXiv 2402.03300
 */
export async function trainGrpo(options: GrpoOptions): Promise<void> {
  const { model, iterations, learningRate = 3e-5, seed, threads, from, onIteration } = options;
  const { credit = "sequence", clip = 0.2, beta = 0.003, batch = 128 } = options;
  const frozen = options.reference ?? (await copyParameters(model.parameters));
  const reference = await createScorer({ ...model, parameters: frozen }, threads);
  const trainer = await createTrainer({
    model,
    loss: createGrpoLoss({ clip, beta }),
    values: GRPO_VALUES,
    threads,
    optimizerState: from?.optimizer,
  });
  try {
    for (let iteration = (from?.done ?? 0) + 1; iteration <= iterations; iteration++) {
      // Numbers of its own, so that it is the same whether or not the run was interrupted before it.
      const random = createRandom(seed, "grpo", iteration);
      const groups = await sampleGroups(
        options,
        random,
        credit === "letters" ? "endings" : "conversations",
      );
      const rows = await toRows(
        groups.filter((group) => !hasEqualRewards(group)),
        { ...options, credit, reference },
      );
      const update = await learn(
        trainer,
        shuffle(rows, random),
        batch,
        rlLearningRate(options, iteration, learningRate),
      );
      const report = summarizeIteration(groups, update);
      if (await onIteration?.(iteration, report, trainer.optimizer.state)) return;
    }
  } finally {
    await trainer.dispose();
    await reference.dispose();
  }
}

async function toRows(
  groups: readonly Group[],
  {
    model,
    credit,
    reference,
  }: Pick<GrpoOptions, "model"> & { readonly credit: CreditAssignment; readonly reference: Scorer },
): Promise<TrainingRow[]> {
  const judged = groups.flatMap((group) => {
    const advantages = advantagesOf(group, credit);
    return group.map((rollout, place) => ({
      rollout,
      row: toTrainingRow(rollout, model.vocabulary),
      advantages: advantages[place] ?? [],
    }));
  });
  const frozen = await reference.score(judged.map(({ row }) => row));
  return judged.map(({ rollout, row, advantages }) => {
    const places = writtenPositions(rollout);
    const weights = new Float32Array(rollout.positions.length);
    for (const place of places) weights[place] = 1 / places.length;
    return {
      ...row,
      values: {
        weights,
        advantages,
        old: rollout.logProbabilities,
        reference: frozen.get(row) ?? [],
      },
    };
  });
}

/** Each word counts for one over the words of its rollout, each rollout for one over those of the update. */
async function learn(
  trainer: Trainer,
  rows: readonly TrainingRow[],
  batch: number,
  learningRate: number,
) {
  let [loss, kl, updates] = [0, 0, 0];
  for (let from = 0; from < rows.length; from += batch) {
    const part = rows.slice(from, from + batch).map((row) => ({
      ...row,
      values: {
        ...row.values,
        weights: Array.from(
          row.values["weights"] ?? [],
          (weight) => weight / Math.min(batch, rows.length - from),
        ),
      },
    }));
    const result = await trainer.step(part, learningRate);
    loss += result.loss;
    kl += result.report["kl"] ?? 0;
    updates++;
  }
  return { loss: loss / Math.max(1, updates), kl: kl / Math.max(1, updates) };
}

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
  return (jax: Jax, config: TransformerConfig, extent: BatchShape) => {
    const { numpy: np } = jax;
    const likelihood = createLikelihood(jax, config, extent);
    return (parameters: TransformerParameters, { weights, advantages, old, reference, ...inputs }: Arrays) => {
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
