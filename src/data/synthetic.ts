import { assertIntegers } from "../assert.js";
import { StarError } from "../errors.js";
import { createRandom, type Random, randomNormal } from "../random.js";
import { DAY_SECONDS } from "../text/day.js";
import type { Dataset, Interaction, UserId } from "../types.js";
import { createCatalog } from "./synthetic-catalog.js";
import { createCategorySamplers, createItemSampler } from "./synthetic-users.js";

const MIN_INTERACTIONS = 5; // per user
const INACTIVE_SHARE = 0.15; // of the users: they have the minimum or little more

const FIRST_DAY = 1_640_995_200; // 2022-01-01T00:00:00Z
const TIME_WINDOW = 2 * 365 * DAY_SECONDS;
const SESSION_END_PROBABILITY = 0.2; // sessions of five interactions on average
const TIE_PROBABILITY = 0.12; // for two interactions of one session

/** Sizes of a synthetic dataset. */
export interface SyntheticSizes {
  /** Default 1,000. */
  readonly users?: number;
  /** Default 1,500. */
  readonly items?: number;
  /** Exact number. Default 60,000; per user at least 5 and at most half the catalog. */
  readonly interactions?: number;
}

/** Options of {@link createSyntheticDataset}. */
export interface SyntheticOptions extends SyntheticSizes {
  /** Default 1. */
  readonly seed?: number;
}

/** A generated dataset. */
export interface SyntheticDataset extends Dataset {
  readonly interactions: readonly Interaction[];
}

/**
 * Generates a dataset with the patterns of real ones: a long tail of item popularity, users with stable or drifting category
 * preferences, series whose volumes follow each other, items that go together, and sessions. No user interacts with an item
 * twice. Equal options give an equal dataset.
 *
 * @returns Items sorted by ID, interactions sorted by time, `synthetic: true`.
 * @throws {StarError} `INVALID_ARGUMENT` if the number of interactions does not fit the numbers of users and items.
 *
 * @example
 * ```ts
 * import { createSyntheticDataset } from "langgraph-star/data";
 *
 * const dataset = createSyntheticDataset({ seed: 7, users: 20, items: 60, interactions: 300 });
 * console.log(dataset.items.size, dataset.interactions.length); // 60 300
 * ```
 */
export function createSyntheticDataset({
  seed = 1,
  users = 1000,
  items: itemCount = 1500,
  interactions: total = 60_000,
}: SyntheticOptions = {}): SyntheticDataset {
  assertSizes({ users, items: itemCount, interactions: total });
  const max = Math.floor(itemCount / 2);
  const catalog = createCatalog({ seed, count: itemCount });
  const counts = sampleInteractionCounts({ seed, users, total, min: MIN_INTERACTIONS, max });
  const categorySamplers = createCategorySamplers(catalog);
  const interactions = counts.flatMap((count, user) => {
    const userId = `u${String(user + 1).padStart(String(users).length, "0")}`;
    const random = createRandom(seed, "choices", userId);
    const sampleItem = createItemSampler(catalog, { categorySamplers, random, count });
    return createHistory(userId, { seed, count, sampleItem });
  });
  return {
    name: "synthetic",
    synthetic: true,
    clock: "unix-seconds",
    items: new Map(catalog.items.map(({ item }) => [item.id, item])),
    interactions: interactions.sort((a, b) => a.timestamp - b.timestamp),
  };
}

function createHistory(
  userId: UserId,
  { seed, count, sampleItem }: { seed: number; count: number; sampleItem: () => string },
): Interaction[] {
  const times = sampleSessionTimes(createRandom(seed, "times", userId), count);
  return times.map((timestamp) => ({ userId, itemId: sampleItem(), timestamp }));
}

function assertSizes(sizes: Required<SyntheticSizes>): void {
  assertIntegers({ ...sizes });
  const min = sizes.users * MIN_INTERACTIONS;
  const max = sizes.users * Math.floor(sizes.items / 2);
  if (sizes.interactions >= min && sizes.interactions <= max) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `interactions is ${sizes.interactions}, which does not fit ${sizes.users} users and ${sizes.items} items.`,
    remedy: `Pass ${min} to ${max}: per user at least ${MIN_INTERACTIONS} and at most half the catalog.`,
  });
}

interface InteractionCountOptions {
  readonly seed: number;
  readonly users: number;
  /** Sum of the counts, from `users * min` to `users * max`. */
  readonly total: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Samples the number of interactions per user: log-normal, with a share of inactive users.
 *
 * @returns One count per user in [min, max]; their sum is `total`.
 */
function sampleInteractionCounts(options: InteractionCountOptions): number[] {
  const { seed, users, total, min, max } = options;
  const random = createRandom(seed, "activity");
  const weights = Array.from({ length: users }, () => sampleUserWeight(random));
  const counts = weights.map(() => min);
  let rest = total - min * users;
  // Each pass distributes the rest completely or brings at least one user to the maximum.
  while (rest > 0) rest -= distribute(rest, { counts, weights, max });
  return counts;
}

function sampleUserWeight(random: Random): number {
  const weight = Math.exp(randomNormal(random));
  return random() < INACTIVE_SHARE ? weight / 100 : weight;
}

/** Adds up to `amount` interactions to the counts below the maximum, and returns how many were added. */
function distribute(
  amount: number,
  { counts, weights, max }: { counts: number[]; weights: readonly number[]; max: number },
): number {
  const openWeights = weights.map((weight, user) => ((counts[user] ?? max) < max ? weight : 0));
  let added = 0;
  splitByWeight(amount, openWeights).forEach((share, user) => {
    const before = counts[user] ?? max;
    counts[user] = Math.min(max, before + share);
    added += Math.min(max - before, share);
  });
  return added;
}

/** Splits an amount into integers proportional to the weights, as differences of the rounded cumulative sum. */
function splitByWeight(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let cumulative = 0;
  return weights.map((weight) => {
    const before = Math.round((cumulative / sum) * amount);
    cumulative += weight;
    return Math.round((cumulative / sum) * amount) - before;
  });
}

/**
 * Samples one user's timestamps: sessions with minutes between interactions and days between sessions, within two years.
 *
 * @returns Unix seconds in ascending order, with some ties within sessions.
 */
function sampleSessionTimes(random: Random, count: number): number[] {
  const gaps = Array.from({ length: count }, (_, index) => sampleGapBefore(random, index));
  const length = gaps.reduce((sum, gap) => sum + gap, 0);
  // Shortens the gaps between the sessions of active users so that all of them fit into the window.
  const scale = Math.min(1, (0.9 * TIME_WINDOW) / Math.max(1, length));
  let time = FIRST_DAY + random() * Math.max(0, TIME_WINDOW - length * scale);
  return gaps.map((gap) => {
    time += gap < DAY_SECONDS / 2 ? gap : gap * scale;
    return Math.floor(time);
  });
}

function sampleGapBefore(random: Random, index: number): number {
  if (index === 0) return 0;
  if (random() < SESSION_END_PROBABILITY) return (0.5 - 14 * Math.log(1 - random())) * DAY_SECONDS;
  return random() < TIE_PROBABILITY ? 0 : Math.floor(30 + random() * 900);
}
