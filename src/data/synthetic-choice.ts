import { type Random, randomInteger, createWeightedDraw, type WeightedDraw } from "../random.js";
import type { ItemId } from "../types.js";
import type { SyntheticCatalogue } from "./synthetic-catalogue.js";

const FOLLOW_SHARE = 0.5; // of the choices answer one of the last few
const FOLLOWED_AFTER = [0.6, 0.85, 1]; // running chance that it is the last, the one before, the third last
const NEXT_VOLUME_SHARE = 0.6;
const TRIES = 12;

/** Draws items by popularity, one drawer a category. */
export type Shelves = readonly WeightedDraw[];

export function createShelves({ items, categoryCount }: SyntheticCatalogue): Shelves {
  return Array.from({ length: categoryCount }, (_, category) =>
    createWeightedDraw(items.map((item) => (item.category === category ? item.weight : 0))),
  );
}

/**
 * One user's choices, one call each: what follows a recent choice, or else something popular of a category to their taste.
 * Never the same item twice.
 *
 * @param count - How many choices will be made: taste drifts from the first to the last.
 */
export function createChooser(
  catalogue: SyntheticCatalogue,
  { shelves, random, count }: { shelves: Shelves; random: Random; count: number },
): () => ItemId {
  const { items, categoryCount } = catalogue;
  const tasteAt = createTaste(random, categoryCount);
  const chosen: number[] = [];
  const taken = new Set<number>();
  const isFree = (index: number | undefined): index is number =>
    index !== undefined && !taken.has(index);
  const follow = () =>
    pickFollower(random, items[pickRecent(random, chosen) ?? -1]?.followers ?? []);
  const browse = () => shelves[tasteAt(chosen.length / count)]?.(random);
  const firstFree = () => {
    const start = randomInteger(random, items.length);
    return items.findIndex((_, offset) => isFree((start + offset) % items.length)) + start;
  };
  return () => {
    let index = random() < FOLLOW_SHARE ? follow() : browse();
    for (let tries = 0; tries < TRIES && !isFree(index); tries++) index = browse();
    const choice = isFree(index) ? index : firstFree() % items.length;
    chosen.push(choice);
    taken.add(choice);
    return items[choice]?.item.id ?? "";
  };
}

function pickRecent(random: Random, chosen: readonly number[]): number | undefined {
  const chance = random();
  const back = FOLLOWED_AFTER.findIndex((running) => chance < running);
  return chosen.at(-1 - Math.min(back, chosen.length - 1));
}

function pickFollower(random: Random, followers: readonly number[]): number | undefined {
  if (random() < NEXT_VOLUME_SHARE) return followers[0];
  return followers[randomInteger(random, followers.length)];
}

const FAVORITE_WEIGHTS = [8, 5, 3];
const FASHION = 1.5;
const STEADY_SHARE = 0.4;

/**
 * A user's taste in categories. Steady users keep theirs; the others' moves from one set of favorites to another.
 *
 * @returns Draws a category, given how far the user has come (0 to 1).
 */
export function createTaste(random: Random, categoryCount: number): (progress: number) => number {
  const early = createWeightedDraw(favorites(random, categoryCount));
  const steady = random() < STEADY_SHARE;
  const late = steady ? early : createWeightedDraw(favorites(random, categoryCount));
  return (progress) => (random() < progress ? late(random) : early(random));
}

function favorites(random: Random, categoryCount: number): number[] {
  const weights = Array.from({ length: categoryCount }, () => 0.12);
  for (const weight of FAVORITE_WEIGHTS) {
    const category = Math.floor(random() ** FASHION * categoryCount); // the first categories are in fashion
    weights[category] = (weights[category] ?? 0) + weight;
  }
  return weights;
}
