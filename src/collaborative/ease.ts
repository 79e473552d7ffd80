import type { Recommender } from "../types.js";
import { type InteractionMatrix, knownItemIndexes } from "./interaction-matrix.js";

/** Hyperparameters of `fitEase`. */
export interface EaseOptions {
  /** L2 penalty. Default 200. */
  readonly lambda?: number;
  /** Largest catalog to fit. The weights take 4 x items^2 bytes. Default 12,000. */
  readonly maxItems?: number;
}

/** Default hyperparameters. */
export const EASE_DEFAULTS: Required<EaseOptions> = { lambda: 200, maxItems: 12_000 };

/** A fitted EASE model. */
export interface EaseModel extends Recommender {
  /** items x items, row-major, zero diagonal: `weights[j * items + i]` is what item `j` in the history adds to the score of `i`. */
  readonly weights: Float32Array;
}

/** Creates the recommender of fitted weights. */
export function createEase(matrix: InteractionMatrix, weights: Float32Array): EaseModel {
  const size = matrix.items.length;
  return {
    name: "ease",
    weights,
    score(history, items) {
      const historyItems = knownItemIndexes(matrix, history);
      return Float64Array.from(items, (itemId) => {
        const item = matrix.itemIndex.get(itemId);
        if (item === undefined) return 0;
        return historyItems.reduce(
          (sum, other) => sum + (weights[other * size + item] as number),
          0,
        );
      });
    },
  };
}
