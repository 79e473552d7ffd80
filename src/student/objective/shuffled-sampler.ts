import { type Random, shuffle } from "../../random.js";

/** Draws from a list without repeats, shuffled anew each time it is through. */
export function createShuffledSampler<T>(values: readonly T[], random: Random): (count: number) => T[] {
  let queue: T[] = [];
  return (count) => {
    while (queue.length < count) queue = [...queue, ...shuffle(values, random)];
    const drawn = queue.slice(0, count);
    queue = queue.slice(count);
    return drawn;
  };
}
