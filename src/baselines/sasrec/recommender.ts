import { mean } from "../../evaluation/bootstrap.js";
import type { Weights } from "../../student/engine/parameters.js";
import { range } from "../../student/engine/shape.js";
import type { ItemId, Recommender } from "../../types.js";
import {
  add,
  addScaled,
  applyDense,
  dot,
  matrixRow,
  multiply,
  rectify,
  softmax,
} from "../dense.js";
import { type LayerNorm, NORM_EPSILON, type SasRecBlock, type SasRecWeights } from "./network.js";

/** A SASRec model: plain data that can be cloned between threads. */
export interface SasRecModel {
  /** The catalog, in the order of the rows of the item embeddings. */
  readonly items: readonly ItemId[];
  readonly weights: SasRecWeights<Weights>;
}

/**
 * Creates a recommender that scores an item by its probability to be the next interaction; 0 for items outside the catalog.
 *
 * @param model - The result of `trainSasRec`.
 * @see Kang and McAuley (2018), Self-Attentive Sequential Recommendation, arXiv 1808.09781
 *
 * @example
 * ```ts
 * import { loadDataset } from "langgraph-star";
 * import { createSasRecRecommender, trainSasRec } from "langgraph-star/evaluation";
 *
 * const sizes = { users: 30, items: 40, interactions: 400 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const settings = { width: 8, blocks: 1, length: 10, epochs: 1, epochsBetweenChecks: 1 };
 * const sasRec = createSasRecRecommender(await trainSasRec({ dataset, split: "test", settings }));
 *
 * const [first = "", second = "", ...others] = dataset.items.keys();
 * const scores = sasRec.score([first, second], others);
 * console.log(scores.length); // 38
 * ```
 */
export function createSasRecRecommender({ items, weights }: SasRecModel): Recommender {
  const indexOf = new Map(items.map((itemId, index) => [itemId, index]));
  return {
    name: "sasrec",
    score(history, candidates) {
      const known = history.flatMap((itemId) => indexOf.get(itemId) ?? []);
      const probabilities = softmax(nextItemLogits(known, weights));
      return Float64Array.from(candidates, (itemId) => {
        const item = indexOf.get(itemId);
        return item === undefined ? 0 : (probabilities[item] as number);
      });
    },
  };
}

/**
 * Logits of all items after a history. Equals the network that is trained, for one sequence without padding. The last block is
 * computed for the last position only.
 *
 * @param history - Item indexes, oldest first.
 */
export function nextItemLogits(
  history: readonly number[],
  { items, positions, blocks, normLast }: SasRecWeights<Weights>,
): Float64Array {
  const start = (items.shape[0] ?? 1) - 1;
  const length = positions.shape[0] ?? 0;
  const sequence = [start, ...history].slice(-length);
  const first = length - sequence.length;
  let states = sequence.map((item, index) =>
    add(matrixRow(items, item), matrixRow(positions, first + index)),
  );
  for (const [index, block] of blocks.entries()) {
    const from = index === blocks.length - 1 ? states.length - 1 : 0;
    states = applyBlock(states, block, from);
  }
  const last = normalize(states.at(-1) as Float64Array, normLast);
  return Float64Array.from({ length: start }, (_, item) => dot(last, matrixRow(items, item)));
}

/** The states after a block, from position `from` on. */
function applyBlock(
  states: readonly Float64Array[],
  block: SasRecBlock<Weights>,
  from: number,
): Float64Array[] {
  const normal = states.map((state) => normalize(state, block.normBefore));
  const keys = normal.map((state) => multiply(state, block.key));
  const values = normal.map((state) => multiply(state, block.value));
  return range(states.length - from).map((offset) => {
    const position = from + offset;
    const query = multiply(normal[position] as Float64Array, block.query);
    const visible = { keys: keys.slice(0, position + 1), values };
    const attended = add(states[position] as Float64Array, attend(query, visible));
    const inner = rectify(applyDense(normalize(attended, block.normBetween), block.expand));
    return add(attended, applyDense(inner, block.contract));
  });
}

interface KeysAndValues {
  readonly keys: readonly Float64Array[];
  readonly values: readonly Float64Array[];
}

function attend(query: Float64Array, { keys, values }: KeysAndValues): Float64Array {
  const scores = Float64Array.from(keys, (key) => dot(query, key) / Math.sqrt(query.length));
  const mixed = new Float64Array(query.length);
  for (const [position, weight] of softmax(scores).entries()) {
    addScaled(mixed, values[position] as Float64Array, weight);
  }
  return mixed;
}

function normalize(state: Float64Array, { gain, shift }: LayerNorm<Weights>): Float64Array {
  const center = mean(state);
  const centered = state.map((value) => value - center);
  const scale = 1 / Math.sqrt(dot(centered, centered) / state.length + NORM_EPSILON);
  return centered.map(
    (value, index) => value * scale * (gain.data[index] as number) + (shift.data[index] as number),
  );
}
