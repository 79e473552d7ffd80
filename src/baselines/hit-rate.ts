import { mean } from "../evaluation/bootstrap.js";
import { METRICS } from "../evaluation/metrics.js";

/** HR, from 0 to 1, of tasks whose candidates were scored. Equal scores count against. */
export function hitRateOf(
  answers: Iterable<{
    readonly scores: Float64Array;
    /** Where the held-out item stands among the candidates, from 0. */
    readonly heldOut: number;
  }>,
): number {
  const hits = Array.from(answers, ({ scores, heldOut }) => {
    const own = scores[heldOut] as number;
    return METRICS.HR(scores.filter((score) => score >= own).length);
  });
  return mean(hits);
}
