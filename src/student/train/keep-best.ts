import { copyParameters, type ParameterSet } from "../engine/parameters.js";
import { loadOrt } from "../engine/runtime.js";
import type { Validation } from "./validate.js";

/** Remembers the parameters that did best on validation tasks. */
export interface Best {
  readonly validation: Validation | undefined;
  /** Validations since the best one. */
  readonly stale: number;
  /** Compares, and copies the parameters where they did better. */
  consider(validation: Validation): Promise<void>;
  /** Puts the best ones back. */
  restore(): Promise<void>;
}

export function keepBest(parameters: ParameterSet): Best {
  let best: { readonly validation: Validation; readonly parameters: ParameterSet } | undefined;
  let stale = 0;
  return {
    get validation() {
      return best?.validation;
    },
    get stale() {
      return stale;
    },
    async consider(validation) {
      stale++;
      if (best !== undefined && worth(validation) <= worth(best.validation)) return;
      stale = 0;
      best = { validation, parameters: await copyParameters(parameters) };
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
