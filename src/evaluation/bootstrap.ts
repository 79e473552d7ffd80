import { assertIntegers } from "../assert.js";
import { StarError } from "../errors.js";
import { createRandom, randomInteger, type Random } from "../random.js";
import { METRICS, type MetricName } from "./metrics.js";
import type { TaskRecord } from "./task-record.js";

/** The lower and upper end of a 95% interval. */
export type Interval = [low: number, high: number];

export interface BootstrapOptions {
  /** How many sets of users to draw. Default 2000; more make the ends steadier. */
  readonly resamples?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** A record as the bootstrap needs it. */
export type RankedTask = Pick<TaskRecord, "taskId" | "userId" | "rank">;

/**
 * One mean a user, in order of first appearance. A user's tasks are not independent of each other, so users, not tasks,
 * are what is resampled, and every user weighs the same however many tasks they have.
 */
export function averageByUser<T extends { readonly userId: string }>(
  records: readonly T[],
  valueOf: (record: T) => number,
): Float64Array {
  const valuesOf = new Map<string, number[]>();
  for (const record of records) {
    const values = valuesOf.get(record.userId);
    if (values === undefined) valuesOf.set(record.userId, [valueOf(record)]);
    else values.push(valueOf(record));
  }
  return Float64Array.from(valuesOf.values(), mean);
}

/**
 * The 95% percentile bootstrap interval of the mean of each column.
 *
 * @param columns - One value a user; all of the same length, at least 1. All share the resampled users.
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 13.3
 * @throws {StarError} `INVALID_ARGUMENT` when `resamples` is not a positive integer.
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
    drawUsers(users, random);
    for (const [column, values] of columns.entries())
      (means[column] as Float64Array)[resample] = meanOfUsers(values, users);
  }
  return means.map((values) => [quantile(values, 0.025), quantile(values, 0.975)]);
}

function drawUsers(users: Uint32Array, random: Random): void {
  for (let place = 0; place < users.length; place++)
    users[place] = randomInteger(random, users.length);
}

function meanOfUsers(values: Float64Array, users: Uint32Array): number {
  let sum = 0;
  for (let place = 0; place < users.length; place++)
    sum += values[users[place] as number] as number;
  return sum / users.length;
}

export interface PairedDifference {
  /** Mean of `a` minus mean of `b`: above 0 when `a` is better. */
  readonly difference: number;
  readonly ci95: Interval;
}

/**
 * How much better `a` is than `b` on the tasks that both have, each user averaged over their tasks and users resampled.
 * Far narrower than two separate intervals, because users who are hard for one policy are mostly hard for the other.
 *
 * @param options - `metric` defaults to "HR".
 * @throws {StarError} `INVALID_ARGUMENT` when they have no task in common.
 */
export function pairedDifference(
  a: readonly RankedTask[],
  b: readonly RankedTask[],
  { metric = "HR", ...options }: BootstrapOptions & { readonly metric?: MetricName } = {},
): PairedDifference {
  const worth = METRICS[metric];
  const rankOf = new Map(b.map(({ taskId, rank }) => [taskId, rank]));
  const common = a.flatMap(({ taskId, userId, rank }) => {
    const other = rankOf.get(taskId);
    return other === undefined ? [] : [{ userId, difference: worth(rank) - worth(other) }];
  });
  if (common.length === 0) throw noCommonTask(a.length, b.length);
  const differences = averageByUser(common, ({ difference }) => difference);
  const [ci95 = [0, 0]] = bootstrapMeans([differences], options);
  return { difference: mean(differences), ci95 };
}

function noCommonTask(a: number, b: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The ${a} records of one policy and the ${b} of the other have no task in common.`,
    remedy: "Evaluate both policies on the same tasks.",
  });
}

/** The mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let position = 0; position < values.length; position++) sum += values[position] as number;
  return sum / values.length;
}

/**
 * The value below which a fraction of the values lies, interpolated between neighbours (R's type 7).
 *
 * @param values - In any order, at least one.
 * @param fraction - From 0, the smallest, to 1, the largest.
 * @see Hyndman and Fan (1996), https://doi.org/10.1080/00031305.1996.10473566
 */
export function quantile(values: ArrayLike<number>, fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}
