import { type Random } from "../random.js";
import { createWeightedDraw } from "./weighted-draw.js";

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
