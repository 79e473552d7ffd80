import { StarError } from "../errors.js";
import {
  averageByUser,
  bootstrapMeans,
  type BootstrapOptions,
  type Interval,
  mean,
} from "./bootstrap.js";
import { METRICS, type MetricName } from "./metrics.js";
import { detectableDifference, randomizationTest } from "./significance.js";
import type { TaskRecord } from "./task-record.js";

/** The fields of a record that {@link pairedDifference} reads. */
type RankedTask = Pick<TaskRecord, "taskId" | "userId" | "rank">;

/** Difference of two policies in one metric. */
export interface PairedDifference {
  /** Mean of `a` minus mean of `b`: positive if `a` is better. */
  readonly difference: number;
  readonly ci95: Interval;
  /** Two-sided p-value of a randomization test over users. */
  readonly p: number;
  /** The true difference that such a test at the 5% level would find with a probability of 80%. */
  readonly detectable: number;
}

/**
 * Compares two policies on their common tasks: the difference of a metric, averaged per user, with its bootstrap interval
 * and the p-value of a randomization test.
 * The interval is much narrower than those of the two policies, because most users are hard or easy for both.
 *
 * @param options - `metric` defaults to "HR".
 * @throws {StarError} `INVALID_ARGUMENT` if the policies have no task in common.
 *
 * @example
 * ```ts
 * import { pairedDifference } from "langgraph-star/evaluation";
 *
 * const ranked = (ranks: number[]) => ranks.map((rank, user) => ({ taskId: `t${user}`, userId: `u${user}`, rank }));
 * const { difference } = pairedDifference(ranked([1, 2, 9]), ranked([2, 2, 9]), { metric: "MRR" });
 * console.log(difference); // (1 - 1/2) / 3 = 0.1666...
 * ```
 */
export function pairedDifference(
  a: readonly RankedTask[],
  b: readonly RankedTask[],
  { metric = "HR", ...options }: BootstrapOptions & { readonly metric?: MetricName } = {},
): PairedDifference {
  const valueOf = METRICS[metric];
  const rankOf = new Map(b.map(({ taskId, rank }) => [taskId, rank]));
  const common = a.flatMap(({ taskId, userId, rank }) => {
    const other = rankOf.get(taskId);
    return other === undefined ? [] : [{ userId, difference: valueOf(rank) - valueOf(other) }];
  });
  if (common.length === 0) throw noCommonTask(a.length, b.length);
  const differences = averageByUser(common, ({ difference }) => difference);
  const [ci95 = [0, 0]] = bootstrapMeans([differences], options);
  return {
    difference: mean(differences),
    ci95,
    p: randomizationTest(differences, options),
    detectable: detectableDifference(differences),
  };
}

function noCommonTask(a: number, b: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The policies have no task in common (${a} and ${b} records).`,
    remedy: "Evaluate both policies on the same tasks.",
  });
}
