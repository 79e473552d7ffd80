import type { RlReport } from "../objective/rl-iteration.js";
import type { RlMethod, Stage } from "./options.js";
import type { Validation } from "./validate.js";

/** Progress of a training run. */
export interface TrainProgress {
  /** `read` loads and fits data, `measure` times the parts of a run with a time budget. */
  readonly stage: "read" | "measure" | Stage;
  readonly done: number;
  readonly total: number;
  /** The latest validation. */
  readonly validation?: ValidationPoint | undefined;
  /** The latest iteration of reinforcement learning. */
  readonly report?: RlReport | undefined;
}

/** A point of the loss curve of SFT. */
export interface SftPoint {
  /** Updates so far. */
  readonly step: number;
  /** Mean loss of the updates since the previous point. */
  readonly loss: number;
}

/** One iteration of reinforcement learning. */
export interface RlPoint extends RlReport {
  readonly iteration: number;
}

/** A point of the validation curve. */
export interface ValidationPoint extends Validation {
  readonly stage: Stage;
  /** Updates or iterations of the stage so far. */
  readonly at: number;
}

/** Curves of a training run. */
export interface Curves {
  readonly sft: readonly SftPoint[];
  readonly rl: readonly RlPoint[];
  readonly validation: readonly ValidationPoint[];
}

/** Contents of `training.json`: what a student was trained with, sufficient to reproduce it byte for byte, and the curves. */
export interface TrainingRecord {
  readonly data: {
    readonly dataset: string;
    readonly synthetic: boolean;
    /** SHA-256 of the trajectory file. */
    readonly trajectories: string;
    /** Number of trajectories read. */
    readonly read: number;
    /** Number of trajectories used. */
    readonly kept: number;
  };
  /** SHA-256 of the weights of the initial student; null for random weights. */
  readonly from: string | null;
  readonly seed: number;
  /** Records of earlier versions contain `grpo` in place of `rl`. */
  readonly stages: readonly Stage[];
  readonly rl: RlMethod;
  /** Updates of SFT. */
  readonly steps: number;
  /** Iterations of reinforcement learning. */
  readonly iterations: number;
  readonly validationTasks: number;
  /** Prompts per iteration. */
  readonly prompts: number;
  /** Rollouts per prompt. */
  readonly groupSize: number;
  /** Number of weights. */
  readonly parameters: number;
  readonly curves: Curves;
  /** Validation of the student that was kept. */
  readonly best: Validation;
  /** Validation of the student before reinforcement learning. */
  readonly afterSft: Validation | null;
  /** Whether the run was aborted before its end. */
  readonly stopped: boolean;
}
