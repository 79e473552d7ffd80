import type { RecommendationTask, Split } from "../../types.js";
import type { ServedSplit } from "./options.js";

/** A task and where it stands. */
export interface BookedTask {
  readonly task: RecommendationTask;
  readonly served: ServedSplit;
}

/** Every task of an environment. */
export interface TaskBook {
  find(taskId: string): BookedTask | undefined;
  /** The split by name, the first without one; undefined when it is not served. */
  split(name: Split | undefined): ServedSplit | undefined;
  /** The tasks of a split one after the other, from the first again after the last. */
  next(served: ServedSplit): BookedTask | undefined;
}

export function createTaskBook(splits: readonly ServedSplit[]): TaskBook {
  const booked = new Map(
    splits.flatMap((served) => served.tasks.map((task) => [task.id, { task, served }])),
  );
  const given = new Map<ServedSplit, number>();
  return {
    find: (taskId) => booked.get(taskId),
    split: (name) => (name === undefined ? splits[0] : splits.find(({ split }) => split === name)),
    next(served) {
      const count = given.get(served) ?? 0;
      given.set(served, count + 1);
      const task = served.tasks[count % served.tasks.length];
      return task === undefined ? undefined : { task, served };
    },
  };
}
