import { createRandom, type Random, randomInteger, shuffle } from "../random.js";
import type { Item } from "../types.js";
import { SYNTHETIC_CATEGORIES, syntheticTitle } from "./synthetic-titles.js";

const POPULARITY_EXPONENT = 1.1;
const SERIES_SHARE = 0.12; // of the works; a series is one work of several volumes
const MOST_VOLUMES = 6;
const COMPANIONS = 3;
const SECOND_CATEGORY_SHARE = 0.25;

/** An item with what decides who chooses it, and when. */
export interface SyntheticItem {
  readonly item: Item;
  /** Popularity within its category: follows a power law. */
  readonly weight: number;
  /** The main category, an index. */
  readonly category: number;
  /** Items that people like to choose soon after this one, the next volume first. */
  readonly followers: readonly number[];
}

export interface SyntheticCatalogue {
  readonly items: readonly SyntheticItem[];
  readonly categoryCount: number;
}

interface Volume {
  readonly work: number;
  /** From 1; 0 for a work that is no series. */
  readonly number: number;
  readonly category: number;
}

/** Invents the items: works and series in categories, with a power law of popularity and companions that follow one another. */
export function createCatalogue({
  seed,
  count,
}: {
  readonly seed: number;
  readonly count: number;
}): SyntheticCatalogue {
  const random = createRandom(seed, "catalogue");
  const categoryCount = Math.min(SYNTHETIC_CATEGORIES.length, Math.ceil(count / 5));
  const volumes = inventVolumes(random, { count, categoryCount });
  const ranks = shuffle([...volumes.keys()], random);
  const members = groupByCategory(volumes, categoryCount);
  const items = volumes.map((volume, index) => ({
    item: describeVolume(volume, { index, count, categoryCount, random }),
    weight: weightOf(volume, ranks[index] ?? 0),
    category: volume.category,
    followers: followersOf(volume, { index, volumes, members, random }),
  }));
  return { items, categoryCount };
}

function inventVolumes(
  random: Random,
  { count, categoryCount }: { count: number; categoryCount: number },
): Volume[] {
  const volumes: Volume[] = [];
  for (let work = 0; volumes.length < count; work++) {
    const category = work % categoryCount;
    const length = random() < SERIES_SHARE ? 2 + randomInteger(random, MOST_VOLUMES - 1) : 1;
    for (let number = 1; number <= length && volumes.length < count; number++) {
      volumes.push({ work, number: length === 1 ? 0 : number, category });
    }
  }
  return volumes;
}

function groupByCategory(volumes: readonly Volume[], categoryCount: number): number[][] {
  const members = Array.from({ length: categoryCount }, (): number[] => []);
  volumes.forEach(({ category }, index) => members[category]?.push(index));
  return members;
}

/** Later volumes are found by fewer people. */
function weightOf({ number }: Volume, rank: number): number {
  const falling = number > 1 ? 0.6 ** (number - 1) : 1;
  return falling / (rank + 8) ** POPULARITY_EXPONENT;
}

function describeVolume(
  { work, number, category }: Volume,
  context: { index: number; count: number; categoryCount: number; random: Random },
): Item {
  const { index, count, categoryCount, random } = context;
  const second = randomInteger(random, categoryCount);
  const both =
    random() < SECOND_CATEGORY_SHARE && second !== category ? [category, second] : [category];
  return {
    id: `i${String(index + 1).padStart(String(count).length, "0")}`,
    title: `${syntheticTitle(work)}${number > 0 ? `, Volume ${number}` : ""}`,
    categories: both.flatMap((one) => SYNTHETIC_CATEGORIES[one] ?? []),
  };
}

function followersOf(
  { work, category }: Volume,
  context: {
    index: number;
    volumes: readonly Volume[];
    members: readonly (readonly number[])[];
    random: Random;
  },
): number[] {
  const { index, volumes, members, random } = context;
  const next = volumes[index + 1]?.work === work ? [index + 1] : [];
  const near = members[category] ?? [];
  const companions = Array.from(
    { length: COMPANIONS },
    () => near[randomInteger(random, near.length)] ?? index,
  );
  return [...next, ...companions.filter((companion) => companion !== index)];
}
