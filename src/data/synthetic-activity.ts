import { createRandom, type Random, randomNormal } from "../random.js";

interface ActivityOptions {
  readonly seed: number;
  readonly users: number;
  /** What the shares add up to: between `least * users` and `most * users`. */
  readonly total: number;
  readonly least: number;
  readonly most: number;
}

const COLD_SHARE = 0.15;

/**
 * How many interactions every user has: log-normal, with some users who barely have any.
 *
 * @returns One count a user, from `least` to `most`, with the sum `total`.
 */
export function shareActivity({ seed, users, total, least, most }: ActivityOptions): number[] {
  const random = createRandom(seed, "activity");
  const weights = Array.from({ length: users }, () => activityOf(random));
  const shares = weights.map(() => least);
  let rest = total - least * users;
  while (rest > 0) rest -= giveOut(rest, { shares, weights, most }); // each round empties it or fills somebody up
  return shares;
}

function giveOut(
  amount: number,
  { shares, weights, most }: { shares: number[]; weights: readonly number[]; most: number },
): number {
  const open = weights.map((weight, user) => ((shares[user] ?? most) < most ? weight : 0));
  let given = 0;
  splitByWeight(amount, open).forEach((wanted, user) => {
    const before = shares[user] ?? most;
    shares[user] = Math.min(most, before + wanted);
    given += Math.min(most - before, wanted);
  });
  return given;
}

function activityOf(random: Random): number {
  const weight = Math.exp(randomNormal(random));
  return random() < COLD_SHARE ? weight / 100 : weight;
}

/** Whole shares that add up to the amount: differences of the rounded running sum. */
function splitByWeight(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let running = 0;
  return weights.map((weight) => {
    const before = Math.round((running / sum) * amount);
    running += weight;
    return Math.round((running / sum) * amount) - before;
  });
}
