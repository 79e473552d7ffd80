import type { InputSpec, Tensors } from "../student/engine/compile.js";
import {
  createGradientProgram,
  type GradientProgram,
  type Loss,
} from "../student/engine/gradients.js";
import { createOptimizer, type Optimizer, learningRateAt } from "../student/engine/optimizer.js";
import {
  createParameters,
  type ParameterSet,
  toTree,
  type Tree,
  type Weights,
} from "../student/engine/parameters.js";

/** How far the training of a ceiling is. */
export interface CeilingProgress {
  readonly stage: string;
  /** Of this stage. */
  readonly done: number;
  readonly total: number;
}

/** How fast and how long a model is trained. */
export interface Course {
  /** Updates that the learning rate is laid out for. */
  readonly steps: number;
  /** The highest learning rate. */
  readonly peak: number;
  /** Updates over which the rate rises to its peak. */
  readonly warmup: number;
}

/** A look at the model on the way. */
export interface Check {
  readonly step: number;
  /** On the validation tasks, from 0 to 1. */
  readonly hitRate: number;
}

/** When training ends. */
export type End =
  | {
      /** Updates between two looks. */
      readonly every: number;
      /** Looks in a row without a better one after which there is no further update. */
      readonly patience: number;
      readonly hitRate: (weights: Tree<Weights>) => number;
    }
  | {
      /** Updates, without looking. */
      readonly stopAfter: number;
    };

export interface TrainBestOptions<Arrays> {
  /** Where training starts. */
  readonly initial: Tree<Weights>;
  readonly loss: Loss<Arrays>;
  readonly batch: Readonly<Record<string, InputSpec>>;
  readonly nextBatch: () => Tensors;
  readonly course: Course;
  readonly end: End;
  readonly onStep?: (step: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The weights of the best look, or of the last update where there was none. */
export interface TrainedBest {
  readonly weights: Tree<Weights>;
  /** Updates that led to them. */
  readonly steps: number;
  readonly checks: readonly Check[];
}

/** Trains a model with Adam and keeps the weights that did best on the validation tasks. */
export async function trainBest<Arrays>(options: TrainBestOptions<Arrays>): Promise<TrainedBest> {
  const { initial, loss, batch } = options;
  const parameters = await createParameters(initial);
  const program = await createGradientProgram({ loss, parameters, batch });
  const optimizer = await createOptimizer({ parameters });
  try {
    return await takeSteps(options, { parameters, program, optimizer });
  } finally {
    await Promise.all([program.dispose(), optimizer.dispose()]);
  }
}

interface Machine {
  readonly parameters: ParameterSet;
  readonly program: GradientProgram;
  readonly optimizer: Optimizer;
}

async function takeSteps<Arrays>(
  { course, end, nextBatch, onStep, signal }: TrainBestOptions<Arrays>,
  { parameters, program, optimizer }: Machine,
): Promise<TrainedBest> {
  const last = "stopAfter" in end ? end.stopAfter : course.steps;
  const checks: Check[] = [];
  let best: Omit<TrainedBest, "checks"> | undefined;
  for (let step = 1; step <= last; step++) {
    signal?.throwIfAborted();
    const { gradients } = await program.run(parameters, nextBatch());
    await optimizer.apply(gradients, learningRateAt({ ...course, step: step - 1 }));
    onStep?.(step);
    if ("stopAfter" in end || step % end.every !== 0) continue;
    const weights = toTree(parameters);
    checks.push({ step, hitRate: end.hitRate(weights) });
    const since = checks.length - 1 - placeOfBest(checks);
    if (since === 0) best = { weights, steps: step };
    if (since >= end.patience) break;
  }
  return { ...(best ?? { weights: toTree(parameters), steps: last }), checks };
}

/** Where the best look stands; of equals the first. */
function placeOfBest(checks: readonly Check[]): number {
  const rates = checks.map(({ hitRate }) => hitRate);
  return rates.indexOf(Math.max(...rates));
}
