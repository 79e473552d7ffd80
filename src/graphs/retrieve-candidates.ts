import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import { openHistory } from "../collaborative/evidence/history-signals.js";
import { StarError } from "../errors.js";
import type { Dataset, Interaction, ItemId, UserId } from "../types.js";

/** How candidates are retrieved: by the EASE or ALS model of the index, or from the items of the nearest users. */
export const RETRIEVAL_METHODS = ["ease", "als", "neighbors"] as const;
/** How candidates are retrieved: `ease`, `als` or `neighbors`. */
export type RetrievalMethod = (typeof RETRIEVAL_METHODS)[number];

interface RetrieveOptions {
  readonly index: CollaborativeIndex;
  readonly items: Dataset["items"];
  readonly method: RetrievalMethod;
  /** Maximum number of candidates. */
  readonly count: number;
}

/**
 * The items with the highest scores for a user, best first, without the items of the history. Ties are broken by popularity,
 * then by the order of the catalog, so that the result is deterministic.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the index has no EASE model and `method` is "ease".
 */
export function retrieveCandidates(
  subject: { readonly userId: UserId; readonly history: readonly Interaction[] },
  { index, items, method, count }: RetrieveOptions,
): ItemId[] {
  const { matrix } = index;
  const history = subject.history.map(({ itemId }) => itemId);
  const seen = new Set(history);
  const positions = matrix.items.flatMap((id, position) =>
    seen.has(id) || !items.has(id) ? [] : [position],
  );
  const ids = positions.map((position) => matrix.items[position] as ItemId);
  const scores =
    method === "neighbors"
      ? scoreByNeighbors(index, subject)
      : scoreByModel(index, method, history, ids);
  const score = (id: ItemId) => scores.get(id) ?? 0;
  const popularity = (id: ItemId) => matrix.itemCounts[matrix.itemIndex.get(id) ?? -1] ?? 0;
  return ids
    .toSorted((one, other) => score(other) - score(one) || popularity(other) - popularity(one))
    .slice(0, count);
}

function scoreByModel(
  { ease, als }: CollaborativeIndex,
  method: "ease" | "als",
  history: readonly ItemId[],
  ids: readonly ItemId[],
): ReadonlyMap<ItemId, number> {
  const model = method === "ease" ? ease : als;
  if (model === null) {
    throw new StarError("INVALID_ARGUMENT", {
      message: 'retrieve is "ease", but the index has no EASE model: its catalog is too large.',
      remedy: 'Pass retrieve: "als" or "neighbors", or your own candidates.',
      fields: { option: "retrieve", value: "ease" },
    });
  }
  const scores = model.score(history, ids);
  return new Map(ids.map((id, position) => [id, scores[position] ?? 0]));
}

/** Sums over the nearest users who interacted with the item, each weighted by similarity. */
function scoreByNeighbors(
  index: CollaborativeIndex,
  subject: { readonly userId: UserId; readonly history: readonly Interaction[] },
): ReadonlyMap<ItemId, number> {
  const { rows, items: ids } = index.matrix;
  const scores = new Map<ItemId, number>();
  const neighbors = openHistory(index, subject).nearestUsers(Infinity);
  for (const { index: user, similarity } of neighbors) {
    for (const item of rows.columns.subarray(rows.offsets[user], rows.offsets[user + 1])) {
      const id = ids[item] as ItemId;
      scores.set(id, (scores.get(id) ?? 0) + similarity);
    }
  }
  return scores;
}
