/** A source of numbers in [0, 1). The same seed parts give the same numbers on every machine. */
export type Random = () => number;

/** FNV-1a over the UTF-16 code units of a text: a well-spread 32-bit number. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let position = 0; position < text.length; position++) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Seeded randomness (the sfc32 generator of PractRand, 128 bits of state).
 *
 * @param parts - What the numbers depend on, such as a seed, a user and a draw: `createRandom(seed, "negatives", userId)`.
 */
export function createRandom(...parts: readonly (string | number)[]): Random {
  const seed = parts.join("\u0000");
  let a = hash32(seed);
  let b = hash32(`${seed}b`);
  let c = hash32(`${seed}c`);
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return () => next() / 2 ** 32;
}

/** A whole number in [0, bound). */
export function randomInteger(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** A standard normal number (Box & Muller). */
export function randomNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A shuffled copy (Fisher & Yates). */
export function shuffle<T>(values: readonly T[], random: Random): T[] {
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = randomInteger(random, last + 1);
    const kept = shuffled[last] as T;
    shuffled[last] = shuffled[other] as T;
    shuffled[other] = kept;
  }
  return shuffled;
}

/** Draws an index with a chance in proportion to its weight. */
export type WeightedDraw = (random: Random) => number;

/** @param weights - Not negative, with a sum above 0. */
export function createWeightedDraw(weights: readonly number[]): WeightedDraw {
  const running = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, index) => (running[index] = sum += weight));
  return (random) => firstAbove(running, random() * sum);
}

/** The first index whose running sum lies above the value (binary search). */
function firstAbove(running: Float64Array, value: number): number {
  let low = 0;
  let high = running.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((running[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
