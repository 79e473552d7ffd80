import { DIFFICULTY_MIX, rateDifficulty, type Difficulty } from "../../distill/difficulty.js";
import { type Random, shuffle, createRandom } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import { rollOut, type RollOutOptions } from "../rollout/roll-out.js";
import { createShuffledSampler } from "./shuffled-sampler.js";

/** A task with how often the student placed its held-out item first in 8 samples. */
export interface RatedTask {
  readonly task: RecommendationTask;
  /** From 0, never, to 8, always. */
  readonly successes: number;
}

/** Rollouts per rated task, as in the paper. */
const SAMPLES = 8;
const MIX_TOTAL = DIFFICULTY_MIX.easy + DIFFICULTY_MIX.medium + DIFFICULTY_MIX.hard;

/**
 * Draws prompts 3 : 4 : 3 by difficulty, each level without repeats until it is through. A level without tasks leaves its share
 * to the medium ones, or to whatever there is.
 *
 * @see arXiv 2602.09829, section 3
 */
export function createPromptMixer(
  tasks: readonly RatedTask[],
  random: Random,
): (count: number) => RecommendationTask[] {
  const byLevel = (level: Difficulty) =>
    tasks
      .filter(({ successes }) => rateDifficulty(successes, SAMPLES) === level)
      .map(({ task }) => task);
  const groups = { easy: byLevel("easy"), medium: byLevel("medium"), hard: byLevel("hard") };
  const draws = {
    easy: createShuffledSampler(groups.easy, random),
    medium: createShuffledSampler(groups.medium, random),
    hard: createShuffledSampler(groups.hard, random),
  };
  const fallback = createShuffledSampler(
    tasks.map(({ task }) => task),
    random,
  );
  return (count) => {
    const share = (level: "easy" | "hard") =>
      groups[level].length === 0 ? 0 : Math.round((count * DIFFICULTY_MIX[level]) / MIX_TOTAL);
    const [easy, hard] = [share("easy"), share("hard")];
    const rest = count - easy - hard;
    const medium = groups.medium.length === 0 ? fallback(rest) : draws.medium(rest);
    return shuffle([...draws.easy(easy), ...medium, ...draws.hard(hard)], random);
  };
}

/**
 * How difficult tasks are for a student: how often it places the held-out item first in 8 samples, which share what they read.
 *
 * @see arXiv 2602.09829, section 3
 */
export async function rateTasks(
  options: Omit<RollOutOptions, "temperature" | "completions">,
): Promise<RatedTask[]> {
  const rollouts = await rollOut({ ...options, temperature: 1, completions: SAMPLES });
  return options.tasks.map((task, place) => {
    const samples = rollouts.slice(place * SAMPLES, (place + 1) * SAMPLES);
    return { task, successes: samples.filter(({ score }) => score.rank === 1).length };
  });
}

/** Prompts for reinforcement: rated tasks, mixed by difficulty, with negatives of their own in every epoch. */
export function createPromptSource({
  rated,
  trainingTasks,
  seed,
}: {
  readonly rated: readonly RatedTask[];
  readonly trainingTasks: (epoch: number) => readonly RecommendationTask[];
  readonly seed: number;
}): (count: number) => RecommendationTask[] {
  const successes = new Map(rated.map((one) => [targetOf(one.task), one.successes]));
  let epoch = 0;
  let left = 0;
  let mix: ((count: number) => RecommendationTask[]) | undefined;
  return (count) => {
    if (mix === undefined || left < count) {
      const tasks = trainingTasks(++epoch).flatMap((task) => {
        const known = successes.get(targetOf(task));
        return known === undefined ? [] : [{ task, successes: known }];
      });
      mix = createPromptMixer(tasks, createRandom(seed, "prompts", epoch));
      left = tasks.length;
    }
    left -= count;
    return mix(count);
  };
}

/** What a task asks for, whatever its negatives: a task's id without its draw and seed. */
function targetOf({ id }: RecommendationTask): string {
  return id.split("/").slice(0, -2).join("/");
}
