import type { RlReport } from "../objective/rl-run.js";
import type { Stage, RlMethod } from "./options.js";
import type { Validation } from "./validate.js";

/** What training is at. */
export interface TrainProgress {
  readonly stage: "read" | "measure" | Stage;
  readonly done: number;
  readonly total: number;
  /** The latest validation. */
  readonly validation?: ValidationPoint | undefined;
  /** The latest iteration of reinforcement. */
  readonly report?: RlReport | undefined;
}

/** A point of a curve: the mean over the updates since the one before. */
export interface SftPoint {
  readonly step: number;
  readonly loss: number;
}

export interface RlPoint extends RlReport {
  readonly iteration: number;
}

export interface ValidationPoint extends Validation {
  readonly stage: Stage;
  /** Updates or iterations of the stage so far. */
  readonly at: number;
}

/** What happened on the way. */
export interface Curves {
  readonly sft: readonly SftPoint[];
  readonly rl: readonly RlPoint[];
  readonly validation: readonly ValidationPoint[];
}

/** How a student came about: enough to train it again, byte by byte. */
export interface TrainingRecord {
  readonly data: {
    readonly dataset: string;
    readonly synthetic: boolean;
    /** SHA-256 of the file of trajectories. */
    readonly trajectories: string;
    readonly read: number;
    readonly kept: number;
  };
  /** SHA-256 of the weights of the student that it was begun from; null for one that knew nothing. */
  readonly from: string | null;
  readonly seed: number;
  readonly stages: readonly Stage[];
  readonly rl: RlMethod;
  readonly steps: number;
  readonly iterations: number;
  readonly validationTasks: number;
  /** Prompts an iteration, and conversations a prompt. */
  readonly prompts: number;
  readonly groupSize: number;
  readonly parameters: number;
  readonly curves: Curves;
  /** The student that was kept, and the one that SFT ended with. */
  readonly best: Validation;
  readonly afterSft: Validation | null;
  /** Whether somebody stopped it before its end. */
  readonly stopped: boolean;
}
