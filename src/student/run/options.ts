import type { Dataset } from "../../types.js";
import { RL_DEFAULTS } from "../objective/rl-run.js";

export const STAGES = ["sft", "grpo"] as const;
export type Stage = (typeof STAGES)[number];

/** Ways of reinforcement. The stage is called `grpo` whichever runs. */
export const RL_METHODS = ["grpo", "grpo-letters", "expert-iteration"] as const;
export type RlMethod = (typeof RL_METHODS)[number];

export interface TrainOptions {
  /** A file of teacher trajectories on training tasks of the dataset. */
  readonly trajectories: string;
  /** What the trajectories are about: reinforcement and validation run its tasks through the real tools. */
  readonly dataset: Dataset;
  /** The student's folder. */
  readonly out: string;
  /** The folder of a student to start from, trained on the same trajectories. Default: one that knows nothing. */
  readonly from?: string | undefined;
  /** Default both, in order. */
  readonly stages?: readonly Stage[];
  /** Default `expert-iteration`. */
  readonly rl?: RlMethod;
  /** Updates of SFT; reinforcement makes an iteration for every 40 of them. */
  readonly steps?: number | undefined;
  /** A budget instead of `steps`: how many fit is measured first, and recorded. Default 10. */
  readonly minutes?: number | undefined;
  /** Decides weights, order, letters, samples and negatives. Default 1. */
  readonly seed?: number;
  /** Validation tasks that decide which weights are kept. Default 300. */
  readonly validationTasks?: number;
  /** Prompts an iteration of reinforcement. Default 128. */
  readonly prompts?: number;
  /** Conversations a prompt, G in the paper. Default 8. */
  readonly groupSize?: number;
  /** What the student is called. Default `star-student`. */
  readonly name?: string;
  readonly threads?: number | undefined;
  /** Starts over where the folder holds the checkpoint of another run, which is renamed. Default false: that is an error. */
  readonly force?: boolean;
}

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

/** Options with what is left out filled in. */
export type TrainSettings = Required<Omit<TrainOptions, "from" | "steps" | "minutes" | "threads">> &
  Pick<TrainOptions, "from" | "steps" | "minutes" | "threads">;

/** The balance of the two stages: updates of SFT for each iteration of reinforcement. */
const STEPS_PER_ITERATION = 40;

/** How often a stage looks at the validation tasks, at most. */
const MOST_LOOKS = 6;

/** Updates or iterations that a look has to be worth: looks are dear. */
const BETWEEN_LOOKS = { sft: 150, grpo: 4 } as const satisfies Record<Stage, number>;

/** Iterations of reinforcement that go with so many updates of SFT. */
export function iterationsFor(steps: number, stages: readonly Stage[]): number {
  return stages.includes("grpo") ? Math.max(1, Math.round(steps / STEPS_PER_ITERATION)) : 0;
}

/** Prompts of an iteration: a run of a few updates, for a look, stays short in reinforcement too. */
export function promptsPerIteration(steps: number, prompts: number): number {
  return Math.min(prompts, steps);
}

/** How often a stage of so many updates or iterations looks at the validation tasks. It follows from its length alone. */
export function validationCount(stage: Stage, length: number): number {
  return Math.min(MOST_LOOKS, Math.max(1, Math.floor(length / BETWEEN_LOOKS[stage])));
}

/** Whether it looks after an update or iteration, from 1: at even distances, and at the end. */
export function isValidationStep(stage: Stage, at: number, length: number): boolean {
  return at === length || at % Math.ceil(length / validationCount(stage, length)) === 0;
}
