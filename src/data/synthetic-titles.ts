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

/** A generated title, different for every number. */
export function syntheticTitle(number: number): string {
  const mixed = (number * STRIDE) % COMBINATIONS;
  const adjective = ADJECTIVES[mixed % ADJECTIVES.length] ?? "";
  const noun = NOUNS[Math.floor(mixed / ADJECTIVES.length) % NOUNS.length] ?? "";
  const pattern = PATTERNS[Math.floor(mixed / (ADJECTIVES.length * NOUNS.length))];
  const edition = Math.floor(number / COMBINATIONS) + 1;
  return `${pattern?.(adjective, noun) ?? noun}${edition > 1 ? `, edition ${edition}` : ""}`;
}

/** Category names of synthetic datasets. */
export const SYNTHETIC_CATEGORIES = [
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
