import { StarError } from "../errors.js";
import { type Random, shuffle } from "../random.js";
import type { ItemId } from "../types.js";
import type { CandidateSource } from "./candidate-source.js";
import type { UserSequence } from "./sequences.js";

/** Options of {@link sampleCandidates}. */
interface CandidateOptions {
  readonly heldOut: ItemId;
  /** What negatives are drawn from. */
  readonly source: CandidateSource;
  /** All items of the catalog that the user interacted with at any time, including the held-out item. */
  readonly interacted: ReadonlySet<ItemId>;
  /** Default 19. */
  readonly negatives?: number;
  readonly random: Random;
}

/**
 * Samples the candidates of a task: the held-out item and negatives, shuffled.
 *
 * @returns `negatives + 1` distinct IDs.
 * @throws {StarError} `INVALID_ARGUMENT` from {@link sampleNegatives}.
 */
export function sampleCandidates({ heldOut, random, ...options }: CandidateOptions): ItemId[] {
  return shuffle([heldOut, ...sampleNegatives({ ...options, random })], random);
}

/**
 * Samples negatives: items that the user never interacted with, drawn one after the other without replacement.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if the source has too few such items.
 */
export function sampleNegatives({
  source,
  interacted,
  negatives = 19,
  random,
}: Omit<CandidateOptions, "heldOut">): ItemId[] {
  const available = source.countWithout(interacted);
  if (available < negatives) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `negatives is ${negatives}, but there are only ${available} items to draw that are new to the user.`,
      remedy:
        "Use a dataset with more items, fewer negatives, or uniform candidates, which also include items without interactions.",
    });
  }
  const sampled = new Set<ItemId>();
  while (sampled.size < negatives) {
    const itemId = source.draw(random);
    if (!interacted.has(itemId)) sampled.add(itemId);
  }
  return [...sampled];
}

/** The candidates of a task, created whenever they are read: the catalog times all users does not fit into memory. */
export interface TaskCandidates {
  readonly read: () => readonly ItemId[];
  /** Number of candidates, if they are created when they are read. */
  readonly count?: number;
}

/**
 * Every item of the catalog that is new to a user, and the held-out item, in the order of the catalog.
 *
 * @param user - All interactions of the user, including the held-out one.
 */
export function wholeCatalog(
  catalog: readonly ItemId[],
  { user, heldOut }: { readonly user: Pick<UserSequence, "itemIds">; readonly heldOut: ItemId },
): TaskCandidates {
  return {
    // Not remembered, even weakly: what a weak reference returns lives until the event loop turns, which a fast policy never lets it.
    read() {
      const interacted = new Set(user.itemIds);
      return catalog.filter((item) => item === heldOut || !interacted.has(item));
    },
    count: catalog.length - new Set(user.itemIds).size + 1,
  };
}
