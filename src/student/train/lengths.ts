import type { Stage } from "./options.js";

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
export function promptsFor(steps: number, prompts: number): number {
  return Math.min(prompts, steps);
}

/** How often a stage of so many updates or iterations looks at the validation tasks. It follows from its length alone. */
export function looksOf(stage: Stage, length: number): number {
  return Math.min(MOST_LOOKS, Math.max(1, Math.floor(length / BETWEEN_LOOKS[stage])));
}

/** Whether it looks after an update or iteration, from 1: at even distances, and at the end. */
export function isLook(stage: Stage, at: number, length: number): boolean {
  return at === length || at % Math.ceil(length / looksOf(stage, length)) === 0;
}
