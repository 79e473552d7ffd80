import { createRandom } from "../../random.js";
import type { Loss } from "../../student/engine/gradients.js";
import type { Weights } from "../../student/engine/parameters.js";
import { type JaxArray, loadJax } from "../../student/engine/runtime.js";
import { applyDense, type Dense, initialDense, rectify } from "../dense.js";
import { RANKER_FEATURES } from "./features.js";

/** Dense layers from the features of a candidate to its score, with ReLU in between. */
export type RankerLayers<T> = readonly Dense<T>[];

/** Width of the hidden layers. */
const HIDDEN = 64;

/** Initializes the network. */
export function initialLayers(seed: number): RankerLayers<Weights> {
  const random = createRandom(seed, "learned-ranker", "weights");
  return [
    initialDense([RANKER_FEATURES, HIDDEN], random, Math.SQRT2),
    initialDense([HIDDEN, HIDDEN], random, Math.SQRT2),
    initialDense([HIDDEN, 1], random, 0.1),
  ];
}

/**
 * Scores candidates by their features.
 *
 * @param features - Standardized, `candidates x RANKER_FEATURES`.
 * @returns One score per candidate.
 */
export function scoreFeatures(features: Float32Array, layers: RankerLayers<Weights>): Float64Array {
  const last = layers.length - 1;
  return Float64Array.from({ length: features.length / RANKER_FEATURES }, (_, candidate) => {
    const start = candidate * RANKER_FEATURES;
    const inputs = Float64Array.from(features.subarray(start, start + RANKER_FEATURES));
    const forward = (values: Float64Array, layer: Dense<Weights>, index: number) => {
      const outputs = applyDense(values, layer);
      return index === last ? outputs : rectify(outputs);
    };
    return layers.reduce(forward, inputs)[0] as number;
  });
}

/**
 * The cross-entropy of the held-out item in the softmax over a task's candidates, averaged over tasks. Takes `features`,
 * `tasks * candidates x RANKER_FEATURES`, and `heldOut`, `tasks x candidates`, 1 for the held-out item.
 */
export async function createRankerLoss(tasks: number): Promise<Loss<RankerLayers<JaxArray>>> {
  const { numpy: np, nn } = await loadJax();
  return (layers, batch) => {
    const { features, heldOut } = batch as { features: JaxArray; heldOut: JaxArray };
    let x = features;
    for (const [index, { weights, bias }] of layers.entries()) {
      x = np.matmul(x, weights).add(bias);
      if (index < layers.length - 1) x = np.maximum(x, 0);
    }
    const logProbabilities = nn.logSoftmax(x.reshape([...heldOut.shape]), -1);
    return {
      loss: logProbabilities
        .mul(heldOut)
        .sum()
        .mul(-1 / tasks),
    };
  };
}
