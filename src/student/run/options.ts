import { invalidOption } from "../../assert.js";
import type { Dataset } from "../../types.js";
import { RL_DEFAULTS } from "../objective/rl-iteration.js";

/** Stages of training in their order: supervised fine-tuning, then reinforcement learning. */
export const STAGES = ["sft", "rl"] as const;
/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number];

/** Methods of the stage `rl`; docs/student.md compares them. */
export const RL_METHODS = ["grpo", "grpo-letters", "expert-iteration"] as const;
/** One of {@link RL_METHODS}. */
export type RlMethod = (typeof RL_METHODS)[number];

/** Options of training. */
export interface TrainOptions {
  /** Path of a JSONL file of teacher trajectories on training tasks of the dataset. */
  readonly trajectories: string;
  /** The dataset of the trajectories. Reinforcement learning and validation run its tasks with the real tools. */
  readonly dataset: Dataset;
  /** Folder to write the student to. */
  readonly out: string;
  /** Folder of the student to start from, trained on the same trajectories. Default: random weights. */
  readonly from?: string | undefined;
  /** Stages to run, always in the order of {@link STAGES}. `grpo` is the former name of `rl`. Default both. */
  readonly stages?: readonly (Stage | "grpo")[];
  /** Default `expert-iteration`. */
  readonly rl?: RlMethod;
  /** Updates of SFT. Reinforcement learning makes one iteration per 40 of them. Default: derived from `minutes`. */
  readonly steps?: number | undefined;
  /** Time budget, if `steps` is absent. The number of updates that fit is estimated and recorded. Default 10. */
  readonly minutes?: number | undefined;
  /** Seed of initial weights, example order, candidate labels, samples and negatives. Default 1. */
  readonly seed?: number;
  /** Number of validation tasks that select the best weights. Default 300. */
  readonly validationTasks?: number;
  /** Prompts per iteration of reinforcement learning. Default 128. */
  readonly prompts?: number;
  /** Rollouts per prompt, G in the paper. Default 8. */
  readonly groupSize?: number;
  /** Name of the student. Default `star-student`. */
  readonly name?: string;
  /** Threads of onnxruntime. Default: its own choice. */
  readonly threads?: number | undefined;
  /** Whether to rename the checkpoint of another run in the folder and start over. Default false, which is an error then. */
  readonly force?: boolean;
}

/** Default values of {@link TrainOptions}. */
export const TRAIN_DEFAULTS = {
  stages: STAGES,
  rl: "expert-iteration",
  minutes: 10,
  seed: 1,
  validationTasks: 300,
  prompts: RL_DEFAULTS.promptsPerIteration,
  groupSize: RL_DEFAULTS.groupSize,
  name: "star-student",
  force: false,
} as const satisfies Partial<TrainOptions>;

type OptionalSetting = "from" | "steps" | "minutes" | "threads";

/** {@link TrainOptions} with defaults filled in and stages by their current names. */
export interface TrainSettings
  extends
    Required<Omit<TrainOptions, OptionalSetting | "stages">>,
    Pick<TrainOptions, OptionalSetting> {
  readonly stages: readonly Stage[];
}

/**
 * Fills in defaults.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an unknown stage or method.
 */
export function toTrainSettings(options: TrainOptions): TrainSettings {
  const { stages, rl } = { ...TRAIN_DEFAULTS, ...options };
  return { ...TRAIN_DEFAULTS, ...options, stages: toStages(stages), rl: toRlMethod(rl) };
}

/**
 * Parses names of stages and puts them in order. `grpo` means `rl`.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for any other name.
 */
export function toStages(names: readonly string[]): Stage[] {
  const current = names.map(currentStageName);
  const isStage = (name: string) => STAGES.some((stage) => stage === name);
  const unknown = current.find((name) => !isStage(name));
  if (unknown !== undefined)
    throw invalidOption("stages", unknown, `Pass some of: ${STAGES.join(", ")}.`);
  return STAGES.filter((stage) => current.includes(stage));
}

/** Replaces the former name of a stage; any other text stays. */
export function currentStageName(name: string): string {
  return name === "grpo" ? "rl" : name;
}

/**
 * Parses the name of a method of reinforcement learning.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for any other name.
 */
export function toRlMethod(name: string): RlMethod {
  const method = RL_METHODS.find((known) => known === name);
  if (method !== undefined) return method;
  throw invalidOption("rl", name, `Pass one of: ${RL_METHODS.join(", ")}.`);
}
