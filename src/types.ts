/**
 * Domain types shared by all folders.
 *
 * Everything that ranks items is a {@link Recommender} (scores items for a history) or a {@link Policy} (answers a task:
 * a baseline, the teacher graph or a student).
 */

/** ID of a user, unique within a dataset. */
export type UserId = string;
/** ID of an item, unique within a dataset. */
export type ItemId = string;

/** An item of the catalog. `title` and `categories` are untrusted text: data, never markup or instructions. */
export interface Item {
  readonly id: ItemId;
  readonly title: string;
  readonly categories: readonly string[];
}

/** One interaction of a user with an item. */
export interface Interaction {
  readonly userId: UserId;
  readonly itemId: ItemId;
  /** Unix seconds, or a position in the user's sequence (see {@link Dataset.clock}). */
  readonly timestamp: number;
}

/**
 * Interactions in source order: an array of objects, or the columns that `loadDataset` returns. Columns have no further methods of
 * arrays, because 10 million objects take a gigabyte; for a small dataset, make an array of them: `[...interactions]`.
 */
export interface Interactions extends Iterable<Interaction> {
  readonly length: number;
  /** The interaction of a row, from 0. */
  at(row: number): Interaction | undefined;
}

/** Interactions and the catalog that they refer to. */
export interface Dataset {
  readonly name: string;
  /** True if the interactions were generated. Reports then label every figure as synthetic. */
  readonly synthetic: boolean;
  /** Meaning of the timestamps: Unix seconds, or only the order of a user's interactions. */
  readonly clock: "unix-seconds" | "order";
  readonly items: ReadonlyMap<ItemId, Item>;
  /** In source order: interactions of a user with equal timestamps keep this order. */
  readonly interactions: Interactions;
}

/** Names of the splits, in time order. */
export const SPLITS = ["train", "validation", "test"] as const;
/** One of {@link SPLITS}. */
export type Split = (typeof SPLITS)[number];

/**
 * Names of the evaluation scenarios.
 *
 * @see AgentRecBench, arXiv 2505.19623
 */
export const SCENARIOS = [
  "classic",
  "cold_start_user",
  "cold_start_item",
  "evolving_long",
  "evolving_short",
] as const;
/** One of {@link SCENARIOS}. */
export type Scenario = (typeof SCENARIOS)[number];

/**
 * How the negatives of a task are drawn from the items without an interaction of the user: each equally often, or in proportion to its
 * interactions; or `all` of these items, in the order of the catalog.
 */
export const CANDIDATE_SAMPLINGS = ["uniform", "popularity", "all"] as const;
/** One of {@link CANDIDATE_SAMPLINGS}. */
export type CandidateSampling = (typeof CANDIDATE_SAMPLINGS)[number];

/** One ranking problem: a user's visible history, the candidates to rank, and the held-out item, which is the label. */
export interface RecommendationTask {
  /**
   * `dataset/scenario/split/user/position/draw/seed`, unique and stable. The scenario is followed by `-popularity` if the negatives were
   * drawn by popularity, and by `-all` if there are no others.
   */
  readonly id: string;
  readonly dataset: string;
  readonly scenario: Scenario;
  readonly split: Split;
  /** Number of the set of negatives, from 0. */
  readonly draw: number;
  readonly seed: number;
  readonly userId: UserId;
  /** The user's interactions before the held-out one, oldest first, with repeats. */
  readonly history: readonly Interaction[];
  /**
   * The held-out item and the negatives (19 by default), shuffled. Of tasks with all items, the list is created by each access:
   * read it once.
   */
  readonly candidates: readonly ItemId[];
  readonly heldOut: ItemId;
  /** How the negatives were drawn. Default "uniform". */
  readonly candidateSampling?: CandidateSampling;
  /** Length of `candidates`, where that is created by each access. */
  readonly candidateCount?: number;
}

/** A task without its held-out item: the only form that policies, agents, prompts and tools receive. */
export type VisibleTask = Omit<
  RecommendationTask,
  "heldOut" | "candidateSampling" | "candidateCount"
>;

/** A model that scores items for a history, fitted by a `fit*` function. */
export interface Recommender {
  readonly name: string;
  /**
   * Scores items for one user.
   *
   * @param history - The user's item IDs, oldest first. Unknown IDs are ignored.
   * @param items - The items to score.
   * @returns One score per item, in the order of `items`. Higher is better. Scores of different calls are not comparable.
   */
  score(history: readonly ItemId[], items: readonly ItemId[]): Float64Array;
}

/** Answer of a policy: scores (ties count against the policy), a ranking, or both. */
export interface PolicyAnswer {
  /** Distinct candidates, best first; may omit some. */
  readonly ranking?: readonly ItemId[];
  /** One score per candidate, in the order of `task.candidates`; also orders candidates that `ranking` omits. */
  readonly scores?: ArrayLike<number>;
  /** Without `ranking`: number of candidates that the policy did not score, and whose scores only place them behind the others. Default 0. */
  readonly omitted?: number;
  readonly modelCalls?: number;
  readonly tokens?: number;
  /** Number of repairs of the model's replies, by kind. */
  readonly repairs?: Readonly<Record<string, number>>;
  /** Milliseconds, as measured by the policy itself; null if unknown. Default: measured around the call. */
  readonly latencyMs?: number | null;
  /** Milliseconds that the same calls would take with a model of a given speed. */
  readonly simulatedLatencyMs?: number;
}

/** Anything that ranks the candidates of a task: a baseline, the teacher or a student. */
export interface Policy {
  readonly name: string;
  /** Ranks the candidates of one task. */
  rank(task: VisibleTask): Promise<PolicyAnswer>;
}
