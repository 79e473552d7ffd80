import type { Random } from "../random.js";

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
