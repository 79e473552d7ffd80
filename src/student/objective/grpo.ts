import { createRandom, shuffle } from "../../random.js";
import { copyParameters, type ParameterSet } from "../engine/parameters.js";
import { advantagesOf, type CreditAssignment } from "./advantages.js";
import type { TrainingRow } from "./batches.js";
import { createGrpoLoss, GRPO_VALUES } from "./grpo-loss.js";
import {
  type Group,
  type GroupSampling,
  hasEqualRewards,
  type RlOptions,
  rlLearningRate,
  sampleGroups,
  summarizeIteration,
} from "./rl-iteration.js";
import { toTrainingRow, writtenPositions } from "./rollout-row.js";
import { createScorer, type Scorer } from "./scorer.js";
import { createTrainer, type Trainer } from "./trainer.js";

/**
 * How groups are sampled for each credit assignment. Only the credit on the whole sequence also credits plans, so only it needs
 * independent conversations.
 */
export const GRPO_SAMPLING = {
  sequence: "independent",
  candidates: "shared-prefix",
} as const satisfies Record<CreditAssignment, GroupSampling>;

/** Options of {@link trainGrpo}. */
export interface GrpoOptions extends RlOptions {
  /** Weights of the reference policy. Default: a copy of the model's weights before training. */
  readonly reference?: ParameterSet | undefined;
  /** Default "sequence", as in the paper. */
  readonly credit?: CreditAssignment;
  /** Clipping range of the ratio to the sampling policy. Default 0.2. */
  readonly clip?: number;
  /** Weight of the KL divergence from the reference policy. Default 0.003. */
  readonly beta?: number;
  /** Rollouts per update; an iteration makes as many updates as its rollouts need. Default 128. */
  readonly batch?: number;
}

/**
 * Group relative policy optimization: samples a group of rollouts per prompt, standardizes their rewards within the group, and
 * makes clipped policy-gradient updates with a penalty for leaving the reference policy. Groups with equal rewards are skipped.
 *
 * @see arXiv 2602.09829, section 3; Shao et al. (2024), arXiv 2402.03300
 */
export async function trainGrpo(options: GrpoOptions): Promise<void> {
  const { model, iterations, learningRate = 3e-5, seed, threads, from, onIteration } = options;
  const { credit = "sequence", clip = 0.2, beta = 0.003, batch = 128 } = options;
  const parameters = options.reference ?? (await copyParameters(model.parameters));
  const reference = await createScorer({ ...model, parameters }, threads);
  const trainer = await createTrainer({
    model,
    loss: createGrpoLoss({ clip, beta }),
    values: GRPO_VALUES,
    threads,
    optimizerState: from?.optimizer,
  });
  try {
    for (let iteration = (from?.done ?? 0) + 1; iteration <= iterations; iteration++) {
      // Seeded per iteration, so that a resumed run draws the same numbers as an uninterrupted one.
      const random = createRandom(seed, "grpo", iteration);
      const groups = await sampleGroups(options, random, GRPO_SAMPLING[credit]);
      const useful = groups.filter((group) => !hasEqualRewards(group));
      const rows = await toRows(useful, { ...options, credit, reference });
      const rate = rlLearningRate(options, iteration, learningRate);
      const update = await updateOnRows(trainer, shuffle(rows, random), { batch, rate });
      const report = summarizeIteration(groups, update);
      if (await onIteration?.(iteration, report, trainer.optimizer.state)) return;
    }
  } finally {
    await trainer.dispose();
    await reference.dispose();
  }
}

interface RowOptions extends Pick<GrpoOptions, "model"> {
  readonly credit: CreditAssignment;
  readonly reference: Scorer;
}

/** Training rows with the values of the loss. The token weights of each row sum to 1. */
async function toRows(
  groups: readonly Group[],
  { model, credit, reference }: RowOptions,
): Promise<TrainingRow[]> {
  const rollouts = groups.flatMap((group) => {
    const advantages = advantagesOf(group, credit);
    return group.map((rollout, index) => ({
      rollout,
      row: toTrainingRow(rollout, model.vocabulary),
      advantages: advantages[index] ?? [],
    }));
  });
  const scored = await reference.score(rollouts.map(({ row }) => row));
  return rollouts.map(({ rollout, row, advantages }) => {
    const written = writtenPositions(rollout);
    const weights = new Float32Array(rollout.positions.length);
    for (const position of written) weights[position] = 1 / written.length;
    const old = rollout.logProbabilities;
    return { ...row, values: { weights, advantages, old, reference: scored.get(row) ?? [] } };
  });
}

interface UpdateOptions {
  readonly batch: number;
  readonly rate: number;
}

/** Makes updates over all rows, each with the mean loss over its rows. Returns the means over the updates. */
async function updateOnRows(
  trainer: Trainer,
  rows: readonly TrainingRow[],
  { batch, rate }: UpdateOptions,
) {
  let [loss, kl, updates] = [0, 0, 0];
  for (let first = 0; first < rows.length; first += batch) {
    const part = rows.slice(first, first + batch);
    const scaled = part.map((row) => {
      const weights = Array.from(row.values["weights"] ?? [], (weight) => weight / part.length);
      return { ...row, values: { ...row.values, weights } };
    });
    const result = await trainer.step(scaled, rate);
    loss += result.loss;
    kl += result.report["kl"] ?? 0;
    updates++;
  }
  return { loss: loss / Math.max(1, updates), kl: kl / Math.max(1, updates) };
}
