import { copyParameters, type ParameterSet } from "../engine/parameters.js";
import { loadOrt } from "../engine/runtime.js";
import type { Validation } from "./validate.js";

/** The weights with the best validation so far. */
export interface BestWeights {
  readonly validation: Validation;
  readonly parameters: ParameterSet;
}

/** Keeps a copy of the weights with the best validation. */
export interface BestTracker {
  /** Undefined before the first validation. */
  readonly current: BestWeights | undefined;
  /**
   * Copies the current weights if their validation is better than the best one.
   *
   * @returns Whether it is.
   */
  update(validation: Validation): Promise<boolean>;
  /** Replaces the current weights by the best ones; does nothing before the first validation. */
  restore(): Promise<void>;
}

/**
 * Tracks the best weights of a parameter set.
 *
 * @param saved - The best weights of an interrupted run.
 */
export function trackBest(parameters: ParameterSet, saved?: BestWeights): BestTracker {
  let best = saved;
  return {
    get current() {
      return best;
    },
    async update(validation) {
      if (best !== undefined && selectionScore(validation) <= selectionScore(best.validation))
        return false;
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

/** Share of well-formed conversations below which weights are penalized: a malformed recommendation cannot be used. */
const REQUIRED_FORMAT = 0.99;
/** Deduction from the score per unit below {@link REQUIRED_FORMAT}. */
const FORMAT_PENALTY = 0.5;

function selectionScore({ HR, format }: Validation): number {
  return HR + FORMAT_PENALTY * Math.min(0, format - REQUIRED_FORMAT);
}
