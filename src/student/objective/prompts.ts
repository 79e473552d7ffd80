import { DIFFICULTY_MIX, rateDifficulty, type Difficulty } from "../../distill/difficulty.js";
import { type Random, shuffle, createRandom } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import { rollOut, type RollOutOptions } from "../rollout/roll-out.js";
import { createShuffledSampler } from "./shuffled-sampler.js";

/** A task and the student's success rate on it. */
export interface RatedTask {
  readonly task: RecommendationTask;
  /** Rollouts of 8 that rank the held-out item first. */
  readonly successes: number;
}

/** Rollouts per rated task, as in the paper. */
const SAMPLES = 8;
const MIX_TOTAL = DIFFICULTY_MIX.easy + DIFFICULTY_MIX.medium + DIFFICULTY_MIX.hard;

/**
 * Creates a sampler that mixes easy, medium and hard prompts 3 : 4 : 3. Each level is sampled without replacement and reshuffled
 * when it is exhausted. The share of an empty easy or hard level goes to medium prompts, that of an empty medium level to all.
 *
 * @see arXiv 2602.09829, section 3
 */
export function createPromptMixer(
  tasks: readonly RatedTask[],
  random: Random,
): (count: number) => RecommendationTask[] {
  const tasksOf = (level: Difficulty) =>
    tasks
      .filter(({ successes }) => rateDifficulty(successes, SAMPLES) === level)
      .map(({ task }) => task);
  const groups = { easy: tasksOf("easy"), medium: tasksOf("medium"), hard: tasksOf("hard") };
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
 * Rates the difficulty of tasks: counts how many of 8 rollouts, which share the tool answers, rank the held-out item first.
 *
 * @see arXiv 2602.09829, section 3
 */
export async function rateTasks(
  options: Omit<RollOutOptions, "temperature" | "completions">,
): Promise<RatedTask[]> {
  const rollouts = await rollOut({ ...options, temperature: 1, completions: SAMPLES });
  return options.tasks.map((task, index) => {
    const samples = rollouts.slice(index * SAMPLES, (index + 1) * SAMPLES);
    return { task, successes: samples.filter(({ score }) => score.rank === 1).length };
  });
}

/** Options of {@link createPromptSource}. */
export interface PromptSourceOptions {
  readonly rated: readonly RatedTask[];
  /** The training tasks of an epoch, from 1, with that epoch's negatives. */
  readonly trainingTasks: (epoch: number) => readonly RecommendationTask[];
  readonly seed: number;
}

/** Creates the source of prompts for reinforcement learning: rated tasks mixed by difficulty, with new negatives every epoch. */
export function createPromptSource({
  rated,
  trainingTasks,
  seed,
}: PromptSourceOptions): (count: number) => RecommendationTask[] {
  const successes = new Map(rated.map((one) => [targetOf(one.task), one.successes]));
  let epoch = 0;
  let remaining = 0;
  let mix: ((count: number) => RecommendationTask[]) | undefined;
  return (count) => {
    if (mix === undefined || remaining < count) {
      const tasks = trainingTasks(++epoch).flatMap((task) => {
        const known = successes.get(targetOf(task));
        return known === undefined ? [] : [{ task, successes: known }];
      });
      mix = createPromptMixer(tasks, createRandom(seed, "prompts", epoch));
      remaining = tasks.length;
    }
    remaining -= count;
    return mix(count);
  };
}

/** The part of a task's id that does not depend on the negatives: the id without draw and seed. */
function targetOf({ id }: RecommendationTask): string {
  return id.split("/").slice(0, -2).join("/");
}
