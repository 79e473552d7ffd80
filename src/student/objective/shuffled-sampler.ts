import { type Random, shuffle } from "../../random.js";

/** Samples without replacement; when all values have been drawn, they are shuffled again. */
export function createShuffledSampler<T>(
  values: readonly T[],
  random: Random,
): (count: number) => T[] {
  let queue: T[] = [];
  return (count) => {
    while (queue.length < count) queue = [...queue, ...shuffle(values, random)];
    const drawn = queue.slice(0, count);
    queue = queue.slice(count);
    return drawn;
  };
}
