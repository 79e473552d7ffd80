import { METRICS } from "../../evaluation/metrics.js";
import { createRandom } from "../../random.js";
import { rollOut, type RollOutOptions } from "../rollout/roll-out.js";
import { finalRanks } from "../rollout/rollout.js";

/** Results of a student on the validation tasks, from 0 to 1. */
export interface Validation {
  /** Mean of HR@1, HR@3 and HR@5 of the list it writes. */
  readonly HR: number;
  /** The same for the order of the candidates' scores at the first recommended position. */
  readonly scoredHR: number;
  /** Share of conversations that are well formed. */
  readonly format: number;
}

/** Validates a student with one greedy conversation per task. The candidate labels are the same at every call. */
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
