import { type Random, shuffle, createRandom } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import { rollOut, type RollOutOptions } from "../rollout/roll-out.js";
import { createSampler } from "./sample-rows.js";

/** A task with how often the student placed its held-out item first in 8 samples. */
export interface RatedTask {
  readonly task: RecommendationTask;
  /** From 0, never, to 8, always. */
  readonly successes: number;
}

/** Easy, medium and hard prompts, in the paper's proportions. */
const MIX = { easy: 3, medium: 4, hard: 3 } as const;
const ALL = MIX.easy + MIX.medium + MIX.hard;

type Level = keyof typeof MIX;

/** Two thirds of 8 samples and more are easy, one third and less hard. */
export function levelOf(successes: number): Level {
  if (successes >= 16 / 3) return "easy";
  return successes <= 8 / 3 ? "hard" : "medium";
}

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
  const byLevel = (level: Level) =>
    tasks.filter(({ successes }) => levelOf(successes) === level).map(({ task }) => task);
  const groups = { easy: byLevel("easy"), medium: byLevel("medium"), hard: byLevel("hard") };
  const draws = {
    easy: createSampler(groups.easy, random),
    medium: createSampler(groups.medium, random),
    hard: createSampler(groups.hard, random),
  };
  const fallback = createSampler(
    tasks.map(({ task }) => task),
    random,
  );
  return (count) => {
    const share = (level: "easy" | "hard") =>
      groups[level].length === 0 ? 0 : Math.round((count * MIX[level]) / ALL);
    const [easy, hard] = [share("easy"), share("hard")];
    const rest = count - easy - hard;
    const medium = groups.medium.length === 0 ? fallback(rest) : draws.medium(rest);
    return shuffle([...draws.easy(easy), ...medium, ...draws.hard(hard)], random);
  };
}

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
