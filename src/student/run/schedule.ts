import type { Stage, TrainSettings } from "./options.js";

/** Updates of SFT per iteration of reinforcement learning. */
const STEPS_PER_ITERATION = 40;

/** Maximum number of validations per stage. */
const MAX_VALIDATIONS = 6;

/** Minimum number of updates or iterations between two validations, which are expensive. */
const VALIDATION_INTERVAL = { sft: 150, rl: 4 } as const satisfies Record<Stage, number>;

/** Iterations of reinforcement learning after `steps` updates of SFT; 0 without the stage `rl`. */
export function iterationsFor(steps: number, stages: readonly Stage[]): number {
  return stages.includes("rl") ? Math.max(1, Math.round(steps / STEPS_PER_ITERATION)) : 0;
}

/** Prompts per iteration: at most one per update of SFT, so that a short trial run has short iterations. */
export function promptsPerIteration(steps: number, prompts: number): number {
  return Math.min(prompts, steps);
}

/** Number of validations in a stage of `length` updates or iterations. */
export function validationCount(stage: Stage, length: number): number {
  return Math.min(MAX_VALIDATIONS, Math.max(1, Math.floor(length / VALIDATION_INTERVAL[stage])));
}

/** Whether a validation follows update or iteration `step`, from 1: at even intervals and at the end of the stage. */
export function isValidationStep(stage: Stage, step: number, length: number): boolean {
  return step === length || step % Math.ceil(length / validationCount(stage, length)) === 0;
}

/** Measured durations of the parts of a training run, in milliseconds. */
export interface StageCosts {
  /** Time since the run began. */
  readonly elapsedMs: number;
  /** Time that every stage takes once, for compiling programs. */
  readonly stageMs: number;
  /** One update of SFT. */
  readonly updateMs: number;
  /** One validation on all validation tasks. */
  readonly validationMs: number;
  /** One prompt of reinforcement learning: rating its difficulty, sampling its rollouts, and updating on them. */
  readonly promptMs: number;
}

/** The settings that determine the number of iterations, prompts and validations. */
export type Plan = Pick<TrainSettings, "stages" | "prompts">;

/** Estimated duration of a run of `steps` updates, in milliseconds. */
export function estimateDuration(
  steps: number,
  costs: StageCosts,
  { stages, prompts }: Plan,
): number {
  const iterations = iterationsFor(steps, stages);
  const sft = steps * costs.updateMs + validationCount("sft", steps) * costs.validationMs;
  const rl =
    iterations * promptsPerIteration(steps, prompts) * costs.promptMs +
    validationCount("rl", iterations) * costs.validationMs;
  return (
    costs.elapsedMs +
    stages.length * costs.stageMs +
    (stages.includes("sft") ? sft : 0) +
    (stages.includes("rl") ? rl : 0)
  );
}

/** Maximum number of updates of a run within a budget in milliseconds; at least 1. */
export function stepsWithinBudget(budget: number, costs: StageCosts, plan: Plan): number {
  let steps = 1;
  while (estimateDuration(steps + 1, costs, plan) <= budget) steps++;
  return steps;
}
