/** A generator of uniform numbers in [0, 1). */
export type Random = () => number;

/** FNV-1a hash over the UTF-16 code units of a text, an unsigned 32-bit integer. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Creates a seeded generator (sfc32 of PractRand, 128 bits of state). Equal parts give equal numbers on every machine.
 *
 * @param parts - The seed in parts, such as `createRandom(seed, "negatives", userId)`.
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

/** A uniform integer in [0, bound). */
export function randomInteger(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** A standard normal number (Box-Muller transform). */
export function randomNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A shuffled copy (Fisher-Yates). */
export function shuffle<T>(values: readonly T[], random: Random): T[] {
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = randomInteger(random, last + 1);
    const previous = shuffled[last] as T;
    shuffled[last] = shuffled[other] as T;
    shuffled[other] = previous;
  }
  return shuffled;
}

/** Samples an index with probability proportional to its weight. */
export type WeightedSampler = (random: Random) => number;

/**
 * Creates a sampler over the indexes of `weights`.
 *
 * @param weights - Non-negative, with a positive sum.
 */
export function createWeightedSampler(weights: readonly number[]): WeightedSampler {
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, index) => (cumulative[index] = sum += weight));
  return (random) => firstAbove(cumulative, random() * sum);
}

/** The first index whose cumulative weight is above the value (binary search). */
function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulative[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
