/**
 * The words of the domain. Read this file first.
 *
 * Everything that ranks is either a {@link Recommender} (a scoring function of a history) or a {@link Policy}
 * (anything that answers a task: a baseline, the teacher graph, a student).
 */

export type UserId = string;
export type ItemId = string;

/** One thing that can be recommended. `title` and `categories` come from outside: they are data, never markup. */
export interface Item {
  readonly id: ItemId;
  readonly title: string;
  readonly categories: readonly string[];
}

/** One user chose one item at one moment. */
export interface Interaction {
  readonly userId: UserId;
  readonly itemId: ItemId;
  /** Unix seconds, or a position that only grows (see {@link Dataset.clock}). */
  readonly timestamp: number;
}

/** A set of interactions with the catalogue they refer to. */
export interface Dataset {
  readonly name: string;
  /** True when the interactions were generated. Wherever a figure of such a dataset shows, it is called synthetic. */
  readonly synthetic: boolean;
  /** What timestamps mean: real time, or only the order of a user's interactions. */
  readonly clock: "unix-seconds" | "order";
  readonly items: ReadonlyMap<ItemId, Item>;
  /** In the order of the source: interactions of a user with equal timestamps keep this order. */
  readonly interactions: readonly Interaction[];
}

export const SPLITS = ["train", "validation", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** @see AgentRecBench, arXiv 2505.19623 */
export const SCENARIOS = [
  "classic",
  "cold_start_user",
  "cold_start_item",
  "evolving_long",
  "evolving_short",
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** One user, what may be seen of their past, and the candidates to order. The answer key is `heldOut`. */
export interface RecommendationTask {
  /** `dataset/scenario/split/user/position/draw/seed`, unique and stable. */
  readonly id: string;
  readonly dataset: string;
  readonly scenario: Scenario;
  readonly split: Split;
  /** Which set of negatives, from 0. */
  readonly draw: number;
  readonly seed: number;
  readonly userId: UserId;
  /** What an agent may see of the user's past, oldest first, repeats kept. */
  readonly history: readonly Interaction[];
  /** The held-out item and 19 items the user never touched, shuffled. */
  readonly candidates: readonly ItemId[];
  readonly heldOut: ItemId;
}

/** A task without its answer key: all that a policy, an agent, a prompt or a tool ever gets. */
export type VisibleTask = Omit<RecommendationTask, "heldOut">;

/** A scoring function of a history. Learned by a `fit*` function from other users' and earlier interactions. */
export interface Recommender {
  readonly name: string;
  /**
   * @param history - The user's item ids, oldest first. Ids the model never saw are ignored.
   * @param items - The items to score.
   * @returns One score an item, in the order of `items`; higher is better; comparable within one call only.
   */
  score(history: readonly ItemId[], items: readonly ItemId[]): Float64Array;
}

/** What a policy answers: either scores (ties count against it) or an order. */
export interface PolicyAnswer {
  /** Distinct candidates, best first; possibly fewer than all. */
  readonly ranking?: readonly ItemId[];
  /** One score a candidate, in the order of `task.candidates`; also completes a short `ranking`. */
  readonly scores?: ArrayLike<number>;
  readonly modelCalls?: number;
  readonly tokens?: number;
  /** Measured around the policy's own work, in milliseconds. */
  readonly latencyMs?: number;
  /** What it would have been with a model of a given speed. */
  readonly simulatedLatencyMs?: number;
}

/** Whatever ranks a task: baseline, teacher, student. */
export interface Policy {
  readonly name: string;
  rank(task: VisibleTask): Promise<PolicyAnswer>;
}
