import type { Random } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import type { DecodedModel, Decoder } from "../decoding/decoder.js";
import { learningRateAt, type OptimizerState } from "../engine/optimizer.js";
import type { RolloutEnvironment } from "../rollout/environment.js";
import { rollOut } from "../rollout/roll-out.js";
import type { Rollout } from "../rollout/rollout.js";
import type { ResumePoint } from "./trainer.js";

/** Options common to all methods of reinforcement learning. */
export interface RlOptions {
  /** The model to train; its parameters are updated in place. */
  readonly model: DecodedModel;
  /** A decoder of this model. */
  readonly decoder: Decoder;
  readonly environment: RolloutEnvironment;
  /** Returns the next prompts. */
  readonly prompts: (count: number) => readonly RecommendationTask[];
  readonly iterations: number;
  /** Default 128. */
  readonly promptsPerIteration?: number;
  /** Rollouts per prompt, G in the paper. Default 8. */
  readonly groupSize?: number;
  /** Sampling temperature. Default 1. */
  readonly temperature?: number;
  /** Peak learning rate. The default depends on the method. */
  readonly learningRate?: number;
  readonly seed: number;
  readonly threads?: number | undefined;
  /** Resumes an interrupted run with the same options. The caller has to advance {@link prompts} to the same iteration. */
  readonly from?: ResumePoint | undefined;
  /** Called after every iteration and awaited. Return true to stop. */
  readonly onIteration?: (
    iteration: number,
    report: RlReport,
    optimizer: OptimizerState,
  ) => Promise<boolean> | boolean;
}

/** Statistics of one iteration, averaged over its rollouts unless stated otherwise. */
export interface RlReport {
  readonly reward: number;
  /** Share of rollouts that are well formed. */
  readonly format: number;
  /** Share of rollouts that rank the held-out item first. */
  readonly first: number;
  /** Mean k3 estimate of the KL divergence from the SFT policy per token; null for a method that does not use it. */
  readonly kl: number | null;
  /** Mean negative log-probability of the sampled tokens. */
  readonly entropy: number;
  /** Mean number of positions. */
  readonly length: number;
  /** Number of groups with equal rewards, which have no advantages. */
  readonly flatGroups: number;
  /** Mean loss of the updates. */
  readonly loss: number;
  /** Number of rollouts with each format error. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Defaults of {@link RlOptions}. */
export const RL_DEFAULTS = { promptsPerIteration: 128, groupSize: 8, temperature: 1 } as const;

/** Iterations over which the learning rate rises. */
const WARMUP = 3;

/** Learning rate of an iteration, counted from 1: linear warm-up, constant, then half a cosine. */
export function rlLearningRate(
  { iterations }: Pick<RlOptions, "iterations">,
  iteration: number,
  peak: number,
): number {
  return learningRateAt({ step: iteration - 1, steps: iterations, peak, warmup: WARMUP });
}

/** The rollouts of one prompt. */
export type Group = readonly Rollout[];

/**
 * How a group is sampled: `"shared-prefix"` continues the first rollout's conversation from its last tool answer;
 * `"independent"` samples every conversation from the prompt.
 */
export type GroupSampling = "shared-prefix" | "independent";

/** Samples a group of rollouts for each of the next prompts. */
export async function sampleGroups(
  options: RlOptions,
  random: Random,
  sampling: GroupSampling,
): Promise<Group[]> {
  const {
    promptsPerIteration = RL_DEFAULTS.promptsPerIteration,
    groupSize = RL_DEFAULTS.groupSize,
    temperature = RL_DEFAULTS.temperature,
  } = options;
  const prompts = options.prompts(promptsPerIteration);
  const completions = sampling === "shared-prefix" ? groupSize : 1;
  const tasks = prompts.flatMap((task) =>
    Array.from({ length: groupSize / completions }, () => task),
  );
  const rollouts = await rollOut({ ...options, tasks, completions, temperature, random });
  options.environment.clear();
  return prompts.map((_, prompt) => rollouts.slice(prompt * groupSize, (prompt + 1) * groupSize));
}

/** Computes the statistics of an iteration. */
export function summarizeIteration(
  groups: readonly Group[],
  { loss, kl }: Pick<RlReport, "loss" | "kl">,
): RlReport {
  const rollouts = groups.flat();
  const mean = (value: (rollout: Rollout) => number) =>
    rollouts.reduce((sum, rollout) => sum + value(rollout), 0) / rollouts.length;
  const logProbabilities = rollouts.flatMap((rollout) =>
    rollout.positions.flatMap(({ isWritten }, position) =>
      isWritten ? [rollout.logProbabilities[position] ?? 0] : [],
    ),
  );
  return {
    reward: mean(({ score }) => score.reward),
    format: mean(({ score }) => Number(score.format === 1)),
    first: mean(({ score }) => Number(score.rank === 1)),
    kl,
    entropy: -logProbabilities.reduce((sum, log) => sum + log, 0) / logProbabilities.length,
    length: mean(({ positions }) => positions.length),
    flatGroups: groups.filter(hasEqualRewards).length,
    loss,
    errors: countErrors(rollouts),
  };
}

function countErrors(rollouts: readonly Rollout[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const error of rollouts.flatMap(({ score }) => score.errors))
    counts[error] = (counts[error] ?? 0) + 1;
  return counts;
}

/** Whether all rewards of a group are equal, so that its advantages are 0. */
export function hasEqualRewards(group: Group): boolean {
  return group.every(({ score }) => score.reward === group[0]?.score.reward);
}
