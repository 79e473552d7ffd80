import { StarError } from "../errors.js";
import { type Random, randomInteger, shuffle } from "../random.js";
import type { ItemId } from "../types.js";

export interface CandidateOptions {
  readonly heldOut: ItemId;
  /** Ids of the whole catalogue, each once. */
  readonly catalogue: readonly ItemId[];
  /** Every item of the catalogue that the user ever chose, the held-out one included. */
  readonly touched: ReadonlySet<ItemId>;
  /** Default 19. */
  readonly negatives?: number;
  readonly random: Random;
}

/**
 * The held-out item among negatives, shuffled.
 *
 * @returns `negatives + 1` distinct ids.
 * @throws {StarError} `INVALID_ARGUMENT` as {@link sampleNegatives} does.
 */
export function sampleCandidates({ heldOut, random, ...options }: CandidateOptions): ItemId[] {
  return shuffle([heldOut, ...sampleNegatives({ ...options, random })], random);
}

/**
 * Items that the user never chose, uniformly and without replacement.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the catalogue has too few of them.
 */
export function sampleNegatives({
  catalogue,
  touched,
  negatives = 19,
  random,
}: Omit<CandidateOptions, "heldOut">): ItemId[] {
  requireEnough(catalogue.length - touched.size, negatives);
  const drawn = new Set<ItemId>();
  while (drawn.size < negatives) {
    const itemId = catalogue[randomInteger(random, catalogue.length)];
    if (itemId !== undefined && !touched.has(itemId)) drawn.add(itemId);
  }
  return [...drawn];
}

function requireEnough(untouched: number, negatives: number): void {
  if (untouched >= negatives) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${negatives} negatives are wanted, but only ${untouched} items of the catalogue are new to the user.`,
    remedy: "Use a dataset with more items or ask for fewer negatives.",
  });
}
