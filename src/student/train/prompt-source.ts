import { createRandom } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import { createPromptMixer, type RatedTask } from "../rl/prompts.js";

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
