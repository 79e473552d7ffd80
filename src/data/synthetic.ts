import { assertIntegers } from "../assert.js";
import { StarError } from "../errors.js";
import { createRandom, type Random, randomNormal } from "../random.js";
import type { Dataset, Interaction, UserId } from "../types.js";
import { createCatalogue } from "./synthetic-catalogue.js";
import { createChooser, createShelves } from "./synthetic-choice.js";

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
  assertIntegers({ ...sizes });
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

interface ActivityOptions {
  readonly seed: number;
  readonly users: number;
  /** What the shares add up to: between `least * users` and `most * users`. */
  readonly total: number;
  readonly least: number;
  readonly most: number;
}

const COLD_SHARE = 0.15;

/**
 * How many interactions every user has: log-normal, with some users who barely have any.
 *
 * @returns One count a user, from `least` to `most`, with the sum `total`.
 */
export function shareActivity({ seed, users, total, least, most }: ActivityOptions): number[] {
  const random = createRandom(seed, "activity");
  const weights = Array.from({ length: users }, () => activityOf(random));
  const shares = weights.map(() => least);
  let rest = total - least * users;
  while (rest > 0) rest -= giveOut(rest, { shares, weights, most }); // each round empties it or fills somebody up
  return shares;
}

function giveOut(
  amount: number,
  { shares, weights, most }: { shares: number[]; weights: readonly number[]; most: number },
): number {
  const open = weights.map((weight, user) => ((shares[user] ?? most) < most ? weight : 0));
  let given = 0;
  splitByWeight(amount, open).forEach((wanted, user) => {
    const before = shares[user] ?? most;
    shares[user] = Math.min(most, before + wanted);
    given += Math.min(most - before, wanted);
  });
  return given;
}

function activityOf(random: Random): number {
  const weight = Math.exp(randomNormal(random));
  return random() < COLD_SHARE ? weight / 100 : weight;
}

/** Whole shares that add up to the amount: differences of the rounded running sum. */
function splitByWeight(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let running = 0;
  return weights.map((weight) => {
    const before = Math.round((running / sum) * amount);
    running += weight;
    return Math.round((running / sum) * amount) - before;
  });
}

const DAY = 86_400;
const FIRST_DAY = 1_640_995_200; // 2022-01-01T00:00:00Z
const WINDOW = 2 * 365 * DAY;
const SESSION_ENDS = 0.2; // sessions of five choices on average
const TIE_SHARE = 0.12;

/**
 * When one user came: sessions of a few choices minutes apart, days between sessions, all within two years.
 *
 * @returns Unix seconds, never falling; some of one session equal.
 */
export function sessionTimes(random: Random, count: number): number[] {
  const gaps = Array.from({ length: count }, (_, index) => gapBefore(random, index));
  const length = gaps.reduce((sum, gap) => sum + gap, 0);
  // Busy users come more often, not for longer than the window.
  const pace = Math.min(1, (0.9 * WINDOW) / Math.max(1, length));
  let time = FIRST_DAY + random() * Math.max(0, WINDOW - length * pace);
  return gaps.map((gap) => {
    time += gap < DAY / 2 ? gap : gap * pace;
    return Math.floor(time);
  });
}

function gapBefore(random: Random, index: number): number {
  if (index === 0) return 0;
  if (random() < SESSION_ENDS) return (0.5 - 14 * Math.log(1 - random())) * DAY;
  return random() < TIE_SHARE ? 0 : Math.floor(30 + random() * 900);
}
