import type { RecommendationTask } from "../../types.js";

/** What a rollout is worth. */
export interface Score {
  /** The sum of format and outcome. */
  readonly reward: number;
  /** +1 when every phase is there and every call is valid, else −1. */
  readonly format: number;
  /** From 0 to 1, by the rank of the held-out item. */
  readonly outcome: number;
  /** 1 for first place; null when the held-out item is not among what was recommended. */
  readonly rank: number | null;
  /** What is wrong with the format, one sentence each. */
  readonly errors: readonly string[];
}

/** A task with everything that was written after its opening: the model's turns and the tools' answers between them. */
export interface Rollout {
  readonly task: RecommendationTask;
  readonly text: string;
}

/** Pure: the same rollout always gets the same score. */
export type ScoreRollout = (rollout: Rollout) => Score;
