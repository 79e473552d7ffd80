import type { RecommendationTask, UserId } from "../types.js";

/** What identifies a task. */
interface TaskIdentity extends Pick<
  RecommendationTask,
  "dataset" | "split" | "userId" | "draw" | "seed"
> {
  /** The scenario, or where other candidates are from. */
  readonly scenario: string;
  /** Index of the held-out interaction in the user's sequence. */
  readonly position: number;
}

/** `dataset/scenario/split/user/position/draw/seed`; in the user's id, `/` and other special characters are percent-encoded. */
export function formatTaskId(task: TaskIdentity): string {
  const { dataset, scenario, split, userId, position, draw, seed } = task;
  const user = encodeURIComponent(userId);
  return [dataset, scenario, split, user, position, draw, seed].join("/");
}

/** The user of a task id, which more parts can follow, such as the sample. */
const TASK_ID = /\/(?:train|validation|test)\/([^/]+)\/\d+\/\d+\/\d+(?=[/#]|$)/;

/**
 * True if an id is one that {@link formatTaskId} writes, alone or with more parts after it, but for another user. Ids of another form
 * name no user.
 */
export function namesAnotherUser(id: string, userId: UserId): boolean {
  const named = TASK_ID.exec(id)?.[1];
  return named !== undefined && named !== encodeURIComponent(userId) && named !== userId;
}
