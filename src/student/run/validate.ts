import { METRICS } from "../../evaluation/metrics.js";
import { createRandom } from "../../random.js";
import { finalRanks } from "../rollout/episode.js";
import { rollOut, type RollOutOptions } from "../rollout/roll-out.js";

/** How a student does on tasks it is not trained on. Fractions from 0 to 1. */
export interface Validation {
  /** Mean of HR@1, HR@3 and HR@5 of the list it writes. */
  readonly HR: number;
  /** The same for the order of the scores at the first place. */
  readonly scoredHR: number;
  /** Share of conversations that are well formed. */
  readonly format: number;
}

/** Lets the student have one greedy conversation a task, with letters of a fixed deal. */
export async function validate(
  options: Omit<RollOutOptions, "temperature" | "random">,
): Promise<Validation> {
  const rollouts = await rollOut({ ...options, temperature: 0, random: createRandom("validate") });
  options.environment.clear();
  const mean = (value: (rollout: (typeof rollouts)[number]) => number) =>
    rollouts.reduce((sum, rollout) => sum + value(rollout), 0) / rollouts.length;
  return {
    HR: mean((rollout) => METRICS.HR(finalRanks(rollout).generated)),
    scoredHR: mean((rollout) => METRICS.HR(finalRanks(rollout).scored)),
    format: mean(({ score }) => Number(score.format === 1)),
  };
}
