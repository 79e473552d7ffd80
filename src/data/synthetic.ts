import { StarError } from "../errors.js";
import { createRandom } from "../random.js";
import type { Dataset, Interaction, UserId } from "../types.js";
import { shareActivity } from "./synthetic-activity.js";
import { createCatalogue } from "./synthetic-catalogue.js";
import { createChooser, createShelves } from "./synthetic-choice.js";
import { sessionTimes } from "./synthetic-times.js";

export interface SyntheticSizes {
  /** Default 1,000. */
  readonly users?: number;
  /** Default 1,500. */
  readonly items?: number;
  /** Exact. Default 60,000; at least 5 a user, at most half the catalogue a user. */
  readonly interactions?: number;
}

export interface SyntheticOptions extends SyntheticSizes {
  /** Default 1. */
  readonly seed?: number;
}

/** What every user has at least. */
const LEAST_HISTORY = 5;

/**
 * An invented dataset that behaves like a real one: few items are chosen often, users have tastes that some keep and others
 * change, series are read in order, companions follow one another, people come in sessions. Nobody chooses an item twice.
 * The same options give the same dataset, byte for byte.
 *
 * @returns Items sorted by id, interactions sorted by time, `synthetic: true`.
 * @throws {StarError} `INVALID_ARGUMENT` when the sizes do not go together.
 */
export function createSyntheticDataset({
  seed = 1,
  users = 1000,
  items: itemCount = 1500,
  interactions: total = 60_000,
}: SyntheticOptions = {}): Dataset {
  requireSizes({ users, items: itemCount, interactions: total });
  const most = Math.floor(itemCount / 2);
  const catalogue = createCatalogue({ seed, count: itemCount });
  const shares = shareActivity({ seed, users, total, least: LEAST_HISTORY, most });
  const shelves = createShelves(catalogue);
  const interactions = shares.flatMap((count, user) => {
    const userId = `u${String(user + 1).padStart(String(users).length, "0")}`;
    const random = createRandom(seed, "choices", userId);
    const choose = createChooser(catalogue, { shelves, random, count });
    return userHistory(userId, { seed, count, choose });
  });
  return {
    name: "synthetic",
    synthetic: true,
    clock: "unix-seconds",
    items: new Map(catalogue.items.map(({ item }) => [item.id, item])),
    interactions: interactions.sort((a, b) => a.timestamp - b.timestamp),
  };
}

function userHistory(
  userId: UserId,
  { seed, count, choose }: { seed: number; count: number; choose: () => string },
): Interaction[] {
  const times = sessionTimes(createRandom(seed, "times", userId), count);
  return times.map((timestamp) => ({ userId, itemId: choose(), timestamp }));
}

function requireSizes(sizes: Required<SyntheticSizes>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1) {
      throw refuseSizes(`${name} is ${size}.`, "Pass a positive integer.");
    }
  }
  const least = sizes.users * LEAST_HISTORY;
  const most = sizes.users * Math.floor(sizes.items / 2);
  if (sizes.interactions >= least && sizes.interactions <= most) return;
  throw refuseSizes(
    `${sizes.interactions} interactions do not fit ${sizes.users} users and ${sizes.items} items.`,
    `Ask for at least ${LEAST_HISTORY} a user and at most half the catalogue a user: ${least} to ${most}.`,
  );
}

function refuseSizes(message: string, remedy: string): StarError {
  return new StarError("INVALID_ARGUMENT", { message, remedy });
}
