import { compileCondition } from "../condition/compile-condition.js";
import type { PreferencePair } from "../formats/records.js";
import { isRated, isSuccess, toPair, toPreferencePairs } from "../preference-pairs.js";
import type { Sample } from "../render-sample.js";
import { readValuesOf } from "../selection/read-values.js";
import { taskOutcomeOf } from "../selection/task-outcome.js";
import type { ExportSettings } from "../settings.js";

/** Samples of one task from which pairs are built. */
export interface PairSamples {
  /** Selected samples of the exported file. */
  readonly selected: readonly Sample[];
  /** All samples of the exported file. */
  readonly samples: readonly Sample[];
  /** Samples of the file with the rejected answers; undefined without such a file. */
  readonly others: readonly Sample[] | undefined;
}

/** The pairs of one task. */
export interface TaskPairs {
  readonly pairs: readonly PreferencePair[];
  /** Wrong answers of which a pair was sought. */
  readonly wrong: number;
}

/**
 * Creates a function that builds the preference pairs of one task. Without a file and a condition for rejected answers, the first
 * selected success is paired with the first failure, the second with the second, and so on. With one of them, every wrong answer that
 * meets the condition is paired, and the successes are used in turn.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an invalid condition.
 */
export function createPairBuilder(settings: ExportSettings): (samples: PairSamples) => TaskPairs {
  const condition = settings.rejected === null ? undefined : compileCondition(settings.rejected);
  return ({ selected, samples, others }) => {
    if (others === undefined && condition === undefined) {
      const pairs = toPreferencePairs({ chosen: selected, rejected: samples }, settings);
      return { pairs, wrong: 0 };
    }
    const candidates = others ?? samples;
    const group = taskOutcomeOf(candidates);
    const wrong = candidates.filter((sample) => {
      const row = isRated(sample) && !isSuccess(sample) ? sample.render() : undefined;
      if (row === undefined) return false;
      const { trajectory } = sample;
      return condition?.holds(readValuesOf({ trajectory, row, group })) !== false;
    });
    const right = [...selected, ...(others ?? [])].filter(
      (sample) => isRated(sample) && isSuccess(sample),
    );
    return { pairs: pairEach({ wrong, right }, settings), wrong: wrong.length };
  };
}

interface Answers {
  readonly wrong: readonly Sample[];
  readonly right: readonly Sample[];
}

/** Pairs every wrong answer with a right one, in turn. Equal wrong answers are paired once. */
function pairEach({ wrong, right }: Answers, settings: ExportSettings): PreferencePair[] {
  const usable = right.filter((sample) => sample.render()?.verdict === "kept");
  const texts = new Set<string>();
  const pairs: PreferencePair[] = [];
  for (const rejected of wrong) {
    const text = rejected.render()?.linear.text ?? "";
    const chosen = usable[pairs.length % usable.length];
    if (chosen === undefined || texts.has(text)) continue;
    const pair = toPair({ chosen, rejected }, settings);
    if (pair === undefined) continue;
    texts.add(text);
    pairs.push(pair);
  }
  return pairs;
}
