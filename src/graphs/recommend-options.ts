import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { assertIntegers, assertOptions, invalidOption } from "../assert.js";
import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import { findSequence } from "../data/sequences.js";
import { StarError } from "../errors.js";
import { isRecord } from "../json.js";
import type { Dataset, Interaction, ItemId, UserId } from "../types.js";
import { assertDataset } from "./check-options.js";
import {
  RETRIEVAL_METHODS,
  retrieveCandidates,
  type RetrievalMethod,
} from "./retrieve-candidates.js";

/** Options of `recommend`. */
export interface RecommendOptions {
  /** A user of the dataset. All of their interactions are the history that the graph sees. */
  readonly userId: UserId;
  readonly dataset: Pick<Dataset, "name" | "items" | "clock" | "interactions">;
  /** Retrieves the candidates; not needed if `candidates` is given. */
  readonly index?: CollaborativeIndex;
  /** Ids of the items to rank, at least two. Default: retrieved from the index, without the user's own items. */
  readonly candidates?: readonly ItemId[];
  /** How candidates are retrieved. Default "ease". */
  readonly retrieve?: RetrievalMethod;
  /** Number of candidates to retrieve; fewer if the catalog has fewer new items. Default 20, as in training. */
  readonly candidateCount?: number;
  /** Callback handlers of the run, such as a `TrajectoryRecorder`. */
  readonly callbacks?: readonly BaseCallbackHandler[];
  /** Aborts the run. */
  readonly signal?: AbortSignal;
}

const OPTIONS = {
  userId: true,
  dataset: true,
  index: true,
  candidates: true,
  retrieve: true,
  candidateCount: true,
  callbacks: true,
  signal: true,
} as const satisfies Record<keyof RecommendOptions, true>;

/** Checks the options, finds the user's history, and retrieves candidates if none are given. */
export function resolveRecommendation(options: RecommendOptions) {
  assertOptions("recommend", options, OPTIONS);
  const { userId, dataset, callbacks = [], signal } = options;
  assertDataset("dataset", dataset);
  const history = findHistory(options);
  const candidates = options.candidates ?? retrieve(options, history);
  assertCandidates(candidates, dataset.items);
  return { question: { userId, history, candidates }, dataset, callbacks, signal };
}

function findHistory({ userId, dataset, index }: RecommendOptions): readonly Interaction[] {
  const sequence = findSequence(dataset.interactions, userId);
  if (sequence !== undefined) return sequence.interactions;
  const isKnown = index?.matrix.userIndex.has(userId) ?? false;
  throw new StarError("INVALID_ARGUMENT", {
    message: isKnown
      ? `The user ${JSON.stringify(userId)} has no interactions in the dataset "${dataset.name}".`
      : `There is no user ${JSON.stringify(userId)} in the dataset "${dataset.name}".`,
    remedy: "Pass the userId of a user with interactions, or add interactions to the dataset.",
    fields: { option: "userId", value: String(userId) },
  });
}

function retrieve(options: RecommendOptions, history: readonly Interaction[]): ItemId[] {
  const { userId, dataset, index, retrieve: method = "ease", candidateCount: count = 20 } = options;
  if (!isRecord(index)) {
    throw invalidOption("index", index, "Pass `await fitCollaborativeIndex(...)`, or candidates.");
  }
  if (!RETRIEVAL_METHODS.includes(method)) {
    throw invalidOption("retrieve", method, `Pass one of: ${RETRIEVAL_METHODS.join(", ")}.`);
  }
  assertIntegers({ candidateCount: count }, { least: 2 });
  const { items } = dataset;
  return retrieveCandidates({ userId, history }, { index, items, method, count });
}

function assertCandidates(candidates: readonly ItemId[], items: Dataset["items"]): void {
  const remedy = "Pass an array of at least two distinct item ids of the dataset.";
  if (!Array.isArray(candidates) || candidates.length < 2) {
    throw invalidOption("candidates", candidates, remedy);
  }
  for (const [position, id] of candidates.entries()) {
    const option = `candidates[${position}]`;
    if (!items.has(id)) {
      throw new StarError("UNKNOWN_ITEM", {
        message: `${option} is ${JSON.stringify(id)}, which is not in the dataset.`,
        remedy,
        fields: { option, value: String(id) },
      });
    }
    if (candidates.indexOf(id) !== position) {
      throw new StarError("INVALID_ARGUMENT", {
        message: `${option} is ${JSON.stringify(id)} again.`,
        remedy,
        fields: { option, value: id },
      });
    }
  }
}
