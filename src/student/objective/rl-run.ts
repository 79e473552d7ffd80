import type { Random } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import type { DecodedModel, Decoder } from "../decoding/decoder.js";
import { type OptimizerState, learningRateAt } from "../engine/optimizer.js";
import type { RolloutEnvironment } from "../rollout/environment.js";
import type { Rollout } from "../rollout/episode.js";
import { rollOut } from "../rollout/roll-out.js";
import type { ResumePoint } from "./trainer.js";

/** What every way of reinforcement needs. */
export interface RlOptions {
  /** Its parameters are trained in place. */
  readonly model: DecodedModel;
  /** Decodes with this model. */
  readonly decoder: Decoder;
  readonly environment: RolloutEnvironment;
  /** Draws prompts; negatives may be drawn anew at every call. */
  readonly prompts: (count: number) => readonly RecommendationTask[];
  readonly iterations: number;
  /** Prompts an iteration. Default 128. */
  readonly promptsPerIteration?: number;
  /** Rollouts a prompt, G in the paper. Default 8. */
  readonly groupSize?: number;
  /** Of sampling. Default 1. */
  readonly temperature?: number;
  readonly learningRate?: number;
  readonly seed: number;
  readonly threads?: number | undefined;
  /** Goes on where a run with the same options was interrupted, as if it had not been. Prompts go on there by themselves. */
  readonly from?: ResumePoint | undefined;
  /** Called after every iteration with what the optimizer remembers; training waits for it. Answering true ends it. */
  readonly onIteration?: (
    iteration: number,
    report: RlReport,
    remembered: OptimizerState,
  ) => Promise<boolean> | boolean;
}

/** What one iteration looked like. Means over its rollouts. */
export interface RlReport {
  readonly reward: number;
  /** Share of rollouts that are well formed. */
  readonly format: number;
  /** Share of rollouts that place the held-out item first. */
  readonly first: number;
  /** Mean of k3 against the SFT policy a word; null where the method has none. */
  readonly kl: number | null;
  /** Minus the mean log-probability of what was sampled, a word. */
  readonly entropy: number;
  /** Positions a rollout. */
  readonly length: number;
  /** Groups in which all rewards are equal, which teach nothing. */
  readonly flatGroups: number;
  readonly loss: number;
  /** How many rollouts had each fault. */
  readonly errors: Readonly<Record<string, number>>;
}

export const RL_DEFAULTS = { promptsPerIteration: 128, groupSize: 8, temperature: 1 } as const;

const WARMUP = 3;

/** The learning rate of an iteration, from 1: a short rise, a stretch at the peak, then half a cosine. */
export function rlLearningRate({ iterations }: RlOptions, iteration: number, peak: number): number {
  return learningRateAt({ step: iteration - 1, steps: iterations, peak, warmup: WARMUP });
}

/** Rollouts of one prompt. */
export type Group = readonly Rollout[];

/** Whether the conversations of a group are one up to their last tool answer, or each on its own from the opening. */
export type GroupSampling = "endings" | "conversations";

/** Lets the student answer prompts several times each. */
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
  const completions = sampling === "endings" ? groupSize : 1;
  const tasks = prompts.flatMap((task) => Array.from({ length: groupSize / completions }, () => task));
  const rollouts = await rollOut({ ...options, tasks, completions, temperature, random });
  options.environment.clear();
  return prompts.map((_, prompt) => rollouts.slice(prompt * groupSize, (prompt + 1) * groupSize));
}

/** Sums an iteration up. */
export function summarizeIteration(
  groups: readonly Group[],
  { loss, kl }: Pick<RlReport, "loss" | "kl">,
): RlReport {
  const rollouts = groups.flat();
  const mean = (value: (rollout: Rollout) => number) =>
    rollouts.reduce((sum, one) => sum + value(one), 0) / rollouts.length;
  const words = rollouts.flatMap(({ positions, logProbabilities }) =>
    positions.flatMap(({ isWritten }, place) => (isWritten ? [logProbabilities[place] ?? 0] : [])),
  );
  return {
    reward: mean(({ score }) => score.reward),
    format: mean(({ score }) => Number(score.format === 1)),
    first: mean(({ score }) => Number(score.rank === 1)),
    kl,
    entropy: -words.reduce((sum, log) => sum + log, 0) / words.length,
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

export function hasEqualRewards(group: Group): boolean {
  return group.every(({ score }) => score.reward === group[0]?.score.reward);
}
