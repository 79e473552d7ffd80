import { createRandom, type Random, randomInteger, shuffle } from "../random.js";
import type { Item } from "../types.js";

const POPULARITY_EXPONENT = 1.1; // of the power law
const RANK_OFFSET = 8; // flattens the head of the power law
const VOLUME_DECAY = 0.6; // popularity of a volume relative to the one before
const SERIES_SHARE = 0.12; // of the works; a series is one work of several volumes
const MAX_VOLUMES = 6;
const COMPANIONS = 3; // items that go together with an item
const SECOND_CATEGORY_SHARE = 0.25;

const CATEGORIES = [
  "Harbor Tales",
  "Clockwork Mysteries",
  "Desert Voyages",
  "Cloud Kingdoms",
  "Kitchen Sagas",
  "Night Train Thrillers",
  "Garden Essays",
  "Letters and Diaries",
  "Robot Comedies",
  "Mountain Rescue",
  "Forgotten Empires",
  "Deep Sea Science",
  "Village Romance",
  "Courtroom Puzzles",
  "Traveling Circus",
  "Polar Expeditions",
  "Gentle Ghosts",
  "Young Inventors",
] as const;

const ADJECTIVES =
  "Amber Ashen Borrowed Brass Broken Candlelit Copper Crooked Distant Drowned Emerald Faded Forgotten Frozen Gilded Glass Hidden Hollow Ivory Last Lonely Midnight Northern Painted Paper Patient Quiet Restless Salted Scarlet Second Silent Silver Sleeping Stolen Tidal Unwritten Velvet Wandering Winter".split(
    " ",
  );
const NOUNS =
  "Almanac Archive Beacon Bridge Cartographer Cathedral Clockmaker Compass Comet Falcon Ferryman Fiddler Garden Glacier Harbor Heron Island Juniper Kingdom Lantern Library Lighthouse Locksmith Meadow Mirror Navigator Observatory Orchard Parade Quarry River Sparrow Station Theater Thicket Tower Valley Violin Voyage Weaver".split(
    " ",
  );
const PATTERNS: readonly ((adjective: string, noun: string) => string)[] = [
  (adjective, noun) => `The ${adjective} ${noun}`,
  (adjective, noun) => `${adjective} ${noun} Days`,
  (adjective, noun) => `Return to the ${adjective} ${noun}`,
  (adjective, noun) => `Notes on the ${adjective} ${noun}`,
  (adjective, noun) => `Beyond the ${adjective} ${noun}`,
];

const COMBINATIONS = ADJECTIVES.length * NOUNS.length * PATTERNS.length; // 40 x 40 x 5 = 8,000
const STRIDE = 4_877; // prime: multiples of it visit every combination before one repeats

/** An item and what determines who interacts with it, and when. */
interface SyntheticItem {
  readonly item: Item;
  /** Popularity within its category. */
  readonly weight: number;
  /** Index of the main category. */
  readonly category: number;
  /** Indexes of items that users often interact with soon after this one, the next volume first. */
  readonly followers: readonly number[];
}

/** The items of a synthetic dataset. */
export interface SyntheticCatalog {
  readonly items: readonly SyntheticItem[];
  readonly categoryCount: number;
}

interface Volume {
  readonly work: number;
  /** From 1; 0 for a work that is not a series. */
  readonly number: number;
  readonly category: number;
}

/** Generates the items: single works and series in categories, with power-law popularity and followers. */
export function createCatalog({
  seed,
  count,
}: {
  readonly seed: number;
  readonly count: number;
}): SyntheticCatalog {
  const random = createRandom(seed, "catalogue");
  const categoryCount = Math.min(CATEGORIES.length, Math.ceil(count / 5));
  const volumes = sampleVolumes(random, { count, categoryCount });
  const ranks = shuffle([...volumes.keys()], random);
  const itemsByCategory = groupByCategory(volumes, categoryCount);
  const items = volumes.map((volume, index) => ({
    item: createItem(volume, { index, count, categoryCount, random }),
    weight: popularityOf(volume, ranks[index] ?? 0),
    category: volume.category,
    followers: sampleFollowers(volume, { index, volumes, itemsByCategory, random }),
  }));
  return { items, categoryCount };
}

function sampleVolumes(
  random: Random,
  { count, categoryCount }: { count: number; categoryCount: number },
): Volume[] {
  const volumes: Volume[] = [];
  for (let work = 0; volumes.length < count; work++) {
    const category = work % categoryCount;
    const length = random() < SERIES_SHARE ? 2 + randomInteger(random, MAX_VOLUMES - 1) : 1;
    for (let number = 1; number <= length && volumes.length < count; number++) {
      volumes.push({ work, number: length === 1 ? 0 : number, category });
    }
  }
  return volumes;
}

function groupByCategory(volumes: readonly Volume[], categoryCount: number): number[][] {
  const itemsByCategory = Array.from({ length: categoryCount }, (): number[] => []);
  volumes.forEach(({ category }, index) => itemsByCategory[category]?.push(index));
  return itemsByCategory;
}

function popularityOf({ number }: Volume, rank: number): number {
  const factor = number > 1 ? VOLUME_DECAY ** (number - 1) : 1;
  return factor / (rank + RANK_OFFSET) ** POPULARITY_EXPONENT;
}

function createItem(
  { work, number, category }: Volume,
  context: { index: number; count: number; categoryCount: number; random: Random },
): Item {
  const { index, count, categoryCount, random } = context;
  const second = randomInteger(random, categoryCount);
  const hasSecond = random() < SECOND_CATEGORY_SHARE && second !== category;
  const categories = hasSecond ? [category, second] : [category];
  return {
    id: `i${String(index + 1).padStart(String(count).length, "0")}`,
    title: `${syntheticTitle(work)}${number > 0 ? `, Volume ${number}` : ""}`,
    categories: categories.flatMap((one) => CATEGORIES[one] ?? []),
  };
}

function sampleFollowers(
  { work, category }: Volume,
  context: {
    index: number;
    volumes: readonly Volume[];
    itemsByCategory: readonly (readonly number[])[];
    random: Random;
  },
): number[] {
  const { index, volumes, itemsByCategory, random } = context;
  const nextVolume = volumes[index + 1]?.work === work ? [index + 1] : [];
  const sameCategory = itemsByCategory[category] ?? [];
  const companions = Array.from(
    { length: COMPANIONS },
    () => sameCategory[randomInteger(random, sameCategory.length)] ?? index,
  );
  return [...nextVolume, ...companions.filter((companion) => companion !== index)];
}

/** A generated title, different for every number. */
function syntheticTitle(number: number): string {
  const mixed = (number * STRIDE) % COMBINATIONS;
  const adjective = ADJECTIVES[mixed % ADJECTIVES.length] ?? "";
  const noun = NOUNS[Math.floor(mixed / ADJECTIVES.length) % NOUNS.length] ?? "";
  const pattern = PATTERNS[Math.floor(mixed / (ADJECTIVES.length * NOUNS.length))];
  const edition = Math.floor(number / COMBINATIONS) + 1;
  return `${pattern?.(adjective, noun) ?? noun}${edition > 1 ? `, edition ${edition}` : ""}`;
}
