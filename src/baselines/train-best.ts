import { mean } from "../evaluation/bootstrap.js";
import { METRICS } from "../evaluation/metrics.js";
import type { InputSpec, Tensors } from "../student/engine/compile.js";
import {
  createGradientProgram,
  type GradientProgram,
  type Loss,
} from "../student/engine/gradients.js";
import { createOptimizer, learningRateAt, type Optimizer } from "../student/engine/optimizer.js";
import {
  createParameters,
  type ParameterSet,
  toTree,
  type Tree,
  type Weights,
} from "../student/engine/parameters.js";

/** Progress of training a baseline. */
export interface BaselineProgress {
  readonly stage: string;
  /** Steps done and in total of this stage. */
  readonly done: number;
  readonly total: number;
}

/** The learning rate over the course of training: linear warm-up, constant, then half a cosine. */
export interface LearningSchedule {
  /** Updates that the schedule spans. */
  readonly steps: number;
  /** Peak learning rate. */
  readonly peak: number;
  /** Updates of the warm-up. */
  readonly warmup: number;
}

/** A validation during training. */
export interface HitRateCheck {
  /** Updates so far. */
  readonly step: number;
  /** Mean of HR@1, HR@3 and HR@5 on the validation tasks, from 0 to 1. */
  readonly hitRate: number;
}

/** When training ends: by early stopping, or after a fixed number of updates. */
export type StopRule =
  | {
      /** Updates between validations. */
      readonly every: number;
      /** Early-stopping patience: validations without improvement. */
      readonly patience: number;
      readonly hitRate: (weights: Tree<Weights>) => number;
    }
  | {
      /** Number of updates, without validation. */
      readonly stopAfter: number;
    };

/** Options of {@link trainBest}. */
export interface TrainBestOptions<Arrays> {
  readonly initial: Tree<Weights>;
  readonly loss: Loss<Arrays>;
  /** Shapes of the inputs of the loss. */
  readonly batch: Readonly<Record<string, InputSpec>>;
  readonly nextBatch: () => Tensors;
  readonly schedule: LearningSchedule;
  readonly stop: StopRule;
  readonly onStep?: (step: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The weights of the best validation, or of the last update if there was no validation. */
export interface TrainedWeights {
  readonly weights: Tree<Weights>;
  /** Updates that led to these weights. */
  readonly steps: number;
  readonly checks: readonly HitRateCheck[];
}

/** Trains a model with Adam and keeps the weights of the best validation; the earliest among equals. */
export async function trainBest<Arrays>(
  options: TrainBestOptions<Arrays>,
): Promise<TrainedWeights> {
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

interface TrainingPrograms {
  readonly parameters: ParameterSet;
  readonly program: GradientProgram;
  readonly optimizer: Optimizer;
}

async function takeSteps<Arrays>(
  { schedule, stop, nextBatch, onStep, signal }: TrainBestOptions<Arrays>,
  { parameters, program, optimizer }: TrainingPrograms,
): Promise<TrainedWeights> {
  const last = "stopAfter" in stop ? stop.stopAfter : schedule.steps;
  const checks: HitRateCheck[] = [];
  let best: Omit<TrainedWeights, "checks"> | undefined;
  for (let step = 1; step <= last; step++) {
    signal?.throwIfAborted();
    const { gradients } = await program.run(parameters, nextBatch());
    await optimizer.apply(gradients, learningRateAt({ ...schedule, step: step - 1 }));
    onStep?.(step);
    if ("stopAfter" in stop || step % stop.every !== 0) continue;
    const weights = toTree(parameters);
    checks.push({ step, hitRate: stop.hitRate(weights) });
    const stale = checks.length - 1 - indexOfBest(checks);
    if (stale === 0) best = { weights, steps: step };
    if (stale >= stop.patience) break;
  }
  return { ...(best ?? { weights: toTree(parameters), steps: last }), checks };
}

function indexOfBest(checks: readonly HitRateCheck[]): number {
  const rates = checks.map(({ hitRate }) => hitRate);
  return rates.indexOf(Math.max(...rates));
}

/** The scores of a task's candidates. */
export interface ScoredTask {
  readonly scores: Float64Array;
  /** Index of the held-out item among the candidates. */
  readonly heldOut: number;
}

/** Mean of HR@1, HR@3 and HR@5 over tasks, from 0 to 1. Ties count against the held-out item. */
export function meanHitRate(tasks: Iterable<ScoredTask>): number {
  const rates = Array.from(tasks, ({ scores, heldOut }) => {
    const own = scores[heldOut] as number;
    return METRICS.HR(scores.filter((score) => score >= own).length);
  });
  return mean(rates);
}
