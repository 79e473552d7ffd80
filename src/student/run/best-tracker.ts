import { copyParameters, type ParameterSet } from "../engine/parameters.js";
import { loadOrt } from "../engine/runtime.js";
import type { Validation } from "./validate.js";

/** The parameters that did best on validation tasks, and how they did. */
export interface BestWeights {
  readonly validation: Validation;
  readonly parameters: ParameterSet;
}

/** Remembers the parameters that did best on validation tasks. */
export interface BestTracker {
  /** Undefined before the first validation. */
  readonly current: BestWeights | undefined;
  /**
   * Compares, and copies the parameters where they did better.
   *
   * @returns Whether they did.
   */
  update(validation: Validation): Promise<boolean>;
  /** Puts the best ones back. */
  restore(): Promise<void>;
}

/** @param kept - The best of a run that goes on. */
export function trackBest(parameters: ParameterSet, kept?: BestWeights): BestTracker {
  let best = kept;
  return {
    get current() {
      return best;
    },
    async update(validation) {
      if (best !== undefined && worth(validation) <= worth(best.validation)) return false;
      best = { validation, parameters: await copyParameters(parameters) };
      return true;
    },
    async restore() {
      if (best === undefined) return;
      const { Tensor } = await loadOrt();
      parameters.replace(
        best.parameters.tensors.map(
          ({ data, dims }) => new Tensor("float32", (data as Float32Array).slice(), dims),
        ),
      );
    },
  };
}

/** What counts is the written list; where it is not well formed it can not be used. */
function worth({ HR, format }: Validation): number {
  return HR + 0.5 * Math.min(0, format - 0.99);
}
