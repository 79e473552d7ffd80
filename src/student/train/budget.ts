import { iterationsFor, looksOf, promptsFor } from "./lengths.js";
import type { TrainSettings } from "./options.js";

/** What the parts of a training run take, in milliseconds. */
export interface Costs {
  /** What is spent before the first update, and what every stage takes once. */
  readonly begun: number;
  readonly stage: number;
  /** An update of SFT. */
  readonly update: number;
  /** A look at all validation tasks. */
  readonly look: number;
  /** A prompt of reinforcement: its difficulty, its conversations, and what is learned from them. */
  readonly prompt: number;
}

/** The lengths of a run follow from these and from its steps. */
export type Plan = Pick<TrainSettings, "stages" | "prompts">;

/** How long a run of so many steps takes. */
export function durationOf(steps: number, costs: Costs, { stages, prompts }: Plan): number {
  const iterations = iterationsFor(steps, stages);
  const sft = steps * costs.update + looksOf("sft", steps) * costs.look;
  const rl =
    iterations * promptsFor(steps, prompts) * costs.prompt +
    looksOf("grpo", iterations) * costs.look;
  return (
    costs.begun +
    stages.length * costs.stage +
    (stages.includes("sft") ? sft : 0) +
    (stages.includes("grpo") ? rl : 0)
  );
}

/** The most steps with which a run keeps to a budget in milliseconds; 1 where not even that does. */
export function stepsWithin(budget: number, costs: Costs, plan: Plan): number {
  let steps = 1;
  while (durationOf(steps + 1, costs, plan) <= budget) steps++;
  return steps;
}
