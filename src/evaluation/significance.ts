import { assertIntegers } from "../assert.js";
import { createRandom } from "../random.js";
import { mean } from "./bootstrap.js";

/** Options of {@link randomizationTest}. */
interface RandomizationOptions {
  /** Number of random assignments of signs. Default 10000. */
  readonly assignments?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Two-sided p-value of a paired randomization test: the share of random assignments of signs whose mean is at least as far from 0 as the
 * mean of `differences`. If two policies are equally good, the sign of each user's difference is a coin toss.
 *
 * @param differences - One per user.
 * @returns In (0, 1]; at least 1 / (assignments + 1), because the given signs count as one of the assignments.
 * @throws {StarError} `INVALID_ARGUMENT` if `assignments` is not a positive integer.
 * @see Smucker, Allan and Carterette (2007), https://doi.org/10.1145/1321440.1321528
 */
export function randomizationTest(
  differences: Float64Array,
  { assignments = 10_000, seed = 0 }: RandomizationOptions = {},
): number {
  assertIntegers({ assignments });
  // A difference of 0 keeps its place in the mean, whatever its sign.
  const values = differences.filter((value) => value !== 0);
  // Sums of equal numbers in another order differ in their last digits.
  const observed = Math.abs(sumOf(values)) * (1 - 1e-12);
  const random = createRandom("randomization", seed);
  let extreme = 0;
  for (let assignment = 0; assignment < assignments; assignment++) {
    if (Math.abs(randomSum(values, random)) >= observed) extreme++;
  }
  return (extreme + 1) / (assignments + 1);
}

/** The sum with a random sign for every value; a random number provides 32 signs. */
function randomSum(values: Float64Array, random: () => number): number {
  let sum = 0;
  let signs = 0;
  for (let index = 0; index < values.length; index++) {
    signs = index % 32 === 0 ? random() * 2 ** 32 : signs >>> 1;
    const value = values[index] as number;
    sum += (signs & 1) === 1 ? value : -value;
  }
  return sum;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * Adjusts the p-values of several comparisons, so that below 0.05 at most one family of comparisons in twenty contains a false claim.
 *
 * @returns In the order of `pValues`.
 * @see Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, https://www.jstor.org/stable/4615733
 */
export function adjustByHolm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).toSorted((one, other) => one.p - other.p);
  const adjusted = [...pValues];
  let largest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.min(1, Math.max(largest, (pValues.length - rank) * p));
    adjusted[index] = largest;
  }
  return adjusted;
}

/** Normal quantiles of 97.5% (two-sided test at 5%) and 80% (power). */
const DETECTION_FACTOR = 1.959964 + 0.841621;

/**
 * The true difference that a paired test at the 5% level finds with a probability of 80%, given how the differences of users vary. A
 * comparison whose difference is much smaller than this needs more users or draws.
 *
 * @param differences - One per user. 0 for fewer than two.
 */
export function detectableDifference(differences: Float64Array): number {
  const count = differences.length;
  if (count < 2) return 0;
  const center = mean(differences);
  const squares = differences.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return DETECTION_FACTOR * Math.sqrt(squares / (count - 1) / count);
}
