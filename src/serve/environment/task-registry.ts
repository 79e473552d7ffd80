import type { RecommendationTask, Split } from "../../types.js";
import type { ServedSplit } from "./options.js";

/** All tasks of an environment. */
export interface TaskRegistry {
  find(taskId: string): RecommendationTask | undefined;
  /** Finds a split by name; without a name, the first one. Undefined if the split is not served. */
  split(name: Split | undefined): ServedSplit | undefined;
  /** Returns the tasks of a split in order, starting over after the last one. */
  next(served: ServedSplit): RecommendationTask | undefined;
}

/** Creates the registry of the tasks of all splits. */
export function createTaskRegistry(splits: readonly ServedSplit[]): TaskRegistry {
  const byId = new Map(splits.flatMap(({ tasks }) => tasks.map((task) => [task.id, task])));
  const started = new Map<ServedSplit, number>();
  return {
    find: (taskId) => byId.get(taskId),
    split: (name) => (name === undefined ? splits[0] : splits.find(({ split }) => split === name)),
    next(served) {
      const count = started.get(served) ?? 0;
      started.set(served, count + 1);
      return served.tasks[count % served.tasks.length];
    },
  };
}
