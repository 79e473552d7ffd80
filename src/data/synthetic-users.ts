import {
  createWeightedSampler,
  type Random,
  randomInteger,
  type WeightedSampler,
} from "../random.js";
import type { ItemId } from "../types.js";
import type { SyntheticCatalog } from "./synthetic-catalog.js";

const FOLLOW_PROBABILITY = 0.5; // that an interaction follows one of the last three
const FOLLOWED_CUMULATIVE = [0.6, 0.85, 1]; // cumulative probability of following the last, second and third last
const NEXT_VOLUME_PROBABILITY = 0.6;
const MAX_RETRIES = 12;

const FAVORITE_WEIGHTS = [8, 5, 3];
const OTHER_CATEGORY_WEIGHT = 0.12;
const CATEGORY_SKEW = 1.5; // exponent above 1: the first categories are more popular
const STABLE_SHARE = 0.4; // of the users

/** One sampler of items by popularity per category. */
type CategorySamplers = readonly WeightedSampler[];

/** Creates the samplers of a catalog. */
export function createCategorySamplers({
  items,
  categoryCount,
}: SyntheticCatalog): CategorySamplers {
  return Array.from({ length: categoryCount }, (_, category) =>
    createWeightedSampler(items.map((item) => (item.category === category ? item.weight : 0))),
  );
}

/**
 * Creates the generator of one user's items. Each call returns the next item: a follower of a recent item, or a popular item
 * of a preferred category. No item is returned twice.
 *
 * @param count - Number of calls that will be made: preferences drift from the first to the last.
 */
export function createItemSampler(
  { items, categoryCount }: SyntheticCatalog,
  {
    categorySamplers,
    random,
    count,
  }: { categorySamplers: CategorySamplers; random: Random; count: number },
): () => ItemId {
  const sampleCategory = createPreference(random, categoryCount);
  const history: number[] = [];
  const used = new Set<number>();
  const isUnused = (index: number | undefined): index is number =>
    index !== undefined && !used.has(index);
  const follow = () =>
    sampleFollower(random, items[sampleRecent(random, history) ?? -1]?.followers ?? []);
  const browse = () => categorySamplers[sampleCategory(history.length / count)]?.(random);
  const firstUnused = () => {
    const start = randomInteger(random, items.length);
    const offset = items.findIndex((_, step) => isUnused((start + step) % items.length));
    return (start + offset) % items.length;
  };
  return () => {
    let index = random() < FOLLOW_PROBABILITY ? follow() : browse();
    for (let retry = 0; retry < MAX_RETRIES && !isUnused(index); retry++) index = browse();
    const next = isUnused(index) ? index : firstUnused();
    history.push(next);
    used.add(next);
    return items[next]?.item.id ?? "";
  };
}

function sampleRecent(random: Random, history: readonly number[]): number | undefined {
  const value = random();
  const stepsBack = FOLLOWED_CUMULATIVE.findIndex((cumulative) => value < cumulative);
  return history.at(-1 - Math.min(stepsBack, history.length - 1));
}

function sampleFollower(random: Random, followers: readonly number[]): number | undefined {
  if (random() < NEXT_VOLUME_PROBABILITY) return followers[0];
  return followers[randomInteger(random, followers.length)];
}

/**
 * Creates a user's category preference. It is stable for some users; for the others it drifts from one set of favorite
 * categories to another.
 *
 * @returns Samples a category, given the user's progress from 0 to 1.
 */
function createPreference(random: Random, categoryCount: number): (progress: number) => number {
  const early = createWeightedSampler(sampleCategoryWeights(random, categoryCount));
  const isStable = random() < STABLE_SHARE;
  const late = isStable
    ? early
    : createWeightedSampler(sampleCategoryWeights(random, categoryCount));
  return (progress) => (random() < progress ? late(random) : early(random));
}

function sampleCategoryWeights(random: Random, categoryCount: number): number[] {
  const weights = Array.from({ length: categoryCount }, () => OTHER_CATEGORY_WEIGHT);
  for (const weight of FAVORITE_WEIGHTS) {
    const category = Math.floor(random() ** CATEGORY_SKEW * categoryCount);
    weights[category] = (weights[category] ?? 0) + weight;
  }
  return weights;
}
