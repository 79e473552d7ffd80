import { rollOut, type RollOutOptions } from "../rollout/roll-out.js";
import type { RatedTask } from "./prompts.js";

const SAMPLES = 8;

/**
 * How difficult tasks are for a student: how often it places the held-out item first in 8 samples, which share what they read.
 *
 * @see arXiv 2602.09829, section 3
 */
export async function rateTasks(
  options: Omit<RollOutOptions, "temperature" | "endings">,
): Promise<RatedTask[]> {
  const rollouts = await rollOut({ ...options, temperature: 1, endings: SAMPLES });
  return options.tasks.map((task, place) => {
    const samples = rollouts.slice(place * SAMPLES, (place + 1) * SAMPLES);
    return { task, successes: samples.filter(({ score }) => score.rank === 1).length };
  });
}
