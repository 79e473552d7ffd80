import { z } from "zod";
import type { TaskOutcome } from "./task-outcome.js";

const count = z.int().min(0);

/** Schema of {@link SampleCounts}. */
export const sampleCountsSchema = z.strictObject({
  /** Groups of consecutive samples of one task. */
  tasks: count,
  /** Samples of tasks, including runs that failed. */
  samples: count,
  /** Samples that rank the held-out item first. */
  successes: count,
  /** For each power of two up to the largest number of samples. */
  passAtK: z.array(
    z.strictObject({
      k: z.int().min(1),
      /** Tasks with at least `k` samples. The mean is over these. */
      tasks: count,
      /** Mean probability that at least one of `k` samples ranks the held-out item first. */
      value: z.number().min(0).max(1),
    }),
  ),
});
/** How often the samples of the tasks succeed. */
export type SampleCounts = z.infer<typeof sampleCountsSchema>;

/**
 * The unbiased estimate of pass@k from the samples of one task: the probability that `k` of them, drawn without replacement, contain
 * a success. It is 1 - C(n - c, k) / C(n, k) for c successes among n samples.
 *
 * @param k - From 1 to the number of samples.
 * @see arXiv 2107.03374, section 2.1
 */
export function passAtK({ samples, successes }: TaskOutcome, k: number): number {
  const failures = samples - successes;
  // Adding one draw at a time avoids the large numbers of the binomial coefficients.
  let noSuccess = 1;
  for (let drawn = 0; drawn < k; drawn++) {
    noSuccess *= Math.max(failures - drawn, 0) / (samples - drawn);
  }
  return 1 - noSuccess;
}

/** Number of tasks with the same outcome. */
export type OutcomeCounts = Readonly<Record<string, number>>;

/** Name of an outcome in {@link OutcomeCounts}. */
export function nameOutcome({ samples, successes }: TaskOutcome): string {
  return `${successes}/${samples}`;
}

/** Computes the sample counts of tasks. */
export function toSampleCounts(outcomes: OutcomeCounts): SampleCounts {
  const groups = Object.entries(outcomes)
    .map(([name, tasks]) => {
      const [successes = 0, samples = 0] = name.split("/").map(Number);
      return { successes, samples, tasks };
    })
    // The order decides how sums are rounded.
    .sort((one, other) => one.samples - other.samples || one.successes - other.successes);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const most = Math.max(0, ...groups.map(({ samples }) => samples));
  const passes: SampleCounts["passAtK"] = [];
  for (let k = 1; k <= most; k *= 2) {
    const large = groups.filter(({ samples }) => samples >= k);
    const tasks = sum(large.map((group) => group.tasks));
    passes.push({ k, tasks, value: sum(large.map((one) => one.tasks * passAtK(one, k))) / tasks });
  }
  return {
    tasks: sum(groups.map(({ tasks }) => tasks)),
    samples: sum(groups.map(({ tasks, samples }) => tasks * samples)),
    successes: sum(groups.map(({ tasks, successes }) => tasks * successes)),
    passAtK: passes,
  };
}
