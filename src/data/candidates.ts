import { StarError } from "../errors.js";
import { type Random, randomInteger, shuffle } from "../random.js";
import type { ItemId } from "../types.js";

/** Options of {@link sampleCandidates}. */
interface CandidateOptions {
  readonly heldOut: ItemId;
  /** Distinct item IDs of the whole catalog. */
  readonly catalog: readonly ItemId[];
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
 * Samples negatives: items that the user never interacted with, uniformly and without replacement.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if the catalog has too few such items.
 */
export function sampleNegatives({
  catalog,
  interacted,
  negatives = 19,
  random,
}: Omit<CandidateOptions, "heldOut">): ItemId[] {
  const available = catalog.length - interacted.size;
  if (available < negatives) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `negatives is ${negatives}, but the catalog has only ${available} items that are new to the user.`,
      remedy: "Use a dataset with more items or fewer negatives.",
    });
  }
  const sampled = new Set<ItemId>();
  while (sampled.size < negatives) {
    const itemId = catalog[randomInteger(random, catalog.length)];
    if (itemId !== undefined && !interacted.has(itemId)) sampled.add(itemId);
  }
  return [...sampled];
}
