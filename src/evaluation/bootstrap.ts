import { assertIntegers } from "../assert.js";
import { createRandom, randomInteger, type Random } from "../random.js";

/** Lower and upper bound of a 95% interval. */
export type Interval = [low: number, high: number];

/** Options of the bootstrap. */
export interface BootstrapOptions {
  /** Number of resamples. Default 2000. */
  readonly resamples?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Averages the records per user, in order of the users' first appearance. The tasks of a user are not independent, so the
 * bootstrap resamples users, and all users have equal weight.
 */
export function averageByUser<T extends { readonly userId: string }>(
  records: readonly T[],
  valueOf: (record: T) => number,
): Float64Array {
  const byUser = new Map<string, number[]>();
  for (const record of records) {
    const values = byUser.get(record.userId);
    if (values === undefined) byUser.set(record.userId, [valueOf(record)]);
    else values.push(valueOf(record));
  }
  return Float64Array.from(byUser.values(), mean);
}

/**
 * Computes the 95% percentile bootstrap interval of the mean of each column.
 *
 * @param columns - One value per user, in columns of equal length. All columns share the resampled users.
 * @throws {StarError} `INVALID_ARGUMENT` if `resamples` is not a positive integer.
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 13.3
 */
export function bootstrapMeans(
  columns: readonly Float64Array[],
  { resamples = 2000, seed = 0 }: BootstrapOptions = {},
): Interval[] {
  assertIntegers({ resamples });
  const random = createRandom("bootstrap", seed);
  const means = columns.map(() => new Float64Array(resamples));
  const users = new Uint32Array(columns[0]?.length ?? 0);
  for (let resample = 0; resample < resamples; resample++) {
    resampleUsers(users, random);
    for (const [column, values] of columns.entries())
      (means[column] as Float64Array)[resample] = meanOfUsers(values, users);
  }
  return means.map(percentileInterval);
}

/** The central 95% of a bootstrap distribution: its 2.5% and 97.5% quantiles. */
export function percentileInterval(means: ArrayLike<number>): Interval {
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

function resampleUsers(users: Uint32Array, random: Random): void {
  for (let index = 0; index < users.length; index++)
    users[index] = randomInteger(random, users.length);
}

function meanOfUsers(values: Float64Array, users: Uint32Array): number {
  let sum = 0;
  for (let index = 0; index < users.length; index++)
    sum += values[users[index] as number] as number;
  return sum / users.length;
}

/** Arithmetic mean; NaN if there are no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] as number;
  return sum / values.length;
}

/**
 * Sample quantile, linearly interpolated (type 7 of R).
 *
 * @param values - In any order, at least one.
 * @param fraction - From 0 (minimum) to 1 (maximum).
 * @see Hyndman and Fan (1996), https://doi.org/10.1080/00031305.1996.10473566
 */
export function quantile(values: ArrayLike<number>, fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
