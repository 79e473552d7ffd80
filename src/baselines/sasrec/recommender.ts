import { mean } from "../../evaluation/bootstrap.js";
import type { Weights } from "../../student/engine/parameters.js";
import { range } from "../../student/engine/shape.js";
import type { ItemId, Recommender } from "../../types.js";
import {
  add,
  addScaled,
  applyDense,
  type Dense,
  dot,
  mapVector,
  matrixRow,
  multiply,
  rectify,
  softmax,
} from "../dense.js";
import { NORM_EPSILON } from "./network.js";
import {
  isLigrBlock,
  type LayerNorm,
  type LigrBlock,
  type PlainBlock,
  type SasRecBlock,
  type SasRecWeights,
} from "./weights.js";

/** A SASRec or eSASRec model: plain data that can be cloned between threads. */
export interface SasRecModel {
  /** The catalog, in the order of the rows of the item embeddings. */
  readonly items: readonly ItemId[];
  readonly weights: SasRecWeights<Weights>;
  /** Attention heads. Default 1. */
  readonly heads?: number;
}

/**
 * Creates a recommender that scores an item by its probability to be the next interaction; 0 for items outside the catalog.
 *
 * @param model - The result of `trainSasRec`. The recommender of one with LiGR blocks has the name "esasrec", else "sasrec".
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
export function createSasRecRecommender(model: SasRecModel): Recommender {
  const indexOf = new Map(model.items.map((itemId, index) => [itemId, index]));
  return {
    name: model.weights.blocks.some(isLigrBlock) ? "esasrec" : "sasrec",
    score(history, candidates) {
      const known = history.flatMap((itemId) => indexOf.get(itemId) ?? []);
      const probabilities = softmax(nextItemLogits(known, model));
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
  { weights, heads = 1 }: Pick<SasRecModel, "weights" | "heads">,
): Float64Array {
  const { items, positions, blocks, normLast } = weights;
  const start = (items.shape[0] ?? 1) - 1;
  const length = positions.shape[0] ?? 0;
  const sequence = [start, ...history].slice(-length);
  const first = length - sequence.length;
  let states = sequence.map((item, index) =>
    add(matrixRow(items, item), matrixRow(positions, first + index)),
  );
  for (const [index, block] of blocks.entries()) {
    const from = index === blocks.length - 1 ? states.length - 1 : 0;
    states = applyBlock(states, block, { from, heads });
  }
  const last = normalize(states.at(-1) as Float64Array, normLast);
  const logits = new Float64Array(start);
  for (let item = 0; item < start; item++) logits[item] = dot(last, matrixRow(items, item));
  return logits;
}

/** The states after a block, from position `from` on. */
function applyBlock(
  states: readonly Float64Array[],
  block: SasRecBlock<Weights>,
  { from, heads }: { readonly from: number; readonly heads: number },
): Float64Array[] {
  const normal = states.map((state) => normalize(state, block.normBefore));
  const keys = normal.map((state) => multiply(state, block.key));
  const values = normal.map((state) => multiply(state, block.value));
  return range(states.length - from).map((offset) => {
    const position = from + offset;
    const state = states[position] as Float64Array;
    const query = multiply(normal[position] as Float64Array, block.query);
    const visible = { keys: keys.slice(0, position + 1), values };
    const attended = attend(query, visible, heads);
    return isLigrBlock(block)
      ? gatedHalves(state, attended, block)
      : plainHalves(state, attended, block);
  });
}

function plainHalves(
  state: Float64Array,
  mixed: Float64Array,
  block: PlainBlock<Weights>,
): Float64Array {
  const attended = add(state, mixed);
  const inner = rectify(applyDense(normalize(attended, block.normBetween), block.expand));
  return add(attended, applyDense(inner, block.contract));
}

function gatedHalves(
  state: Float64Array,
  mixed: Float64Array,
  block: LigrBlock<Weights>,
): Float64Array {
  const attended = addGated(state, applyDense(mixed, block.project), block.attentionGate);
  const normal = normalize(attended, block.normBetween);
  const linear = multiply(normal, block.linear);
  const inner = mapVector(
    multiply(normal, block.swish),
    (value, index) => value * sigmoid(value) * (linear[index] as number),
  );
  return addGated(attended, multiply(inner, block.contract), block.feedForwardGate);
}

/** The state plus a result times its gate, which depends on the state. */
function addGated(state: Float64Array, result: Float64Array, gate: Dense<Weights>): Float64Array {
  const gates = applyDense(state, gate);
  return mapVector(
    state,
    (value, index) => value + (result[index] as number) * sigmoid(gates[index] as number),
  );
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

interface KeysAndValues {
  readonly keys: readonly Float64Array[];
  readonly values: readonly Float64Array[];
}

/** Every head attends with its own part of the query, keys and values. */
function attend(query: Float64Array, { keys, values }: KeysAndValues, heads: number): Float64Array {
  const width = query.length / heads;
  const mixed = new Float64Array(query.length);
  for (const head of range(heads)) {
    const partOf = (vector: Float64Array) => vector.subarray(head * width, (head + 1) * width);
    const own = partOf(query);
    const into = partOf(mixed);
    const scores = new Float64Array(keys.length);
    for (const [position, key] of keys.entries()) {
      scores[position] = dot(own, partOf(key)) / Math.sqrt(width);
    }
    for (const [position, weight] of softmax(scores).entries()) {
      addScaled(into, partOf(values[position] as Float64Array), weight);
    }
  }
  return mixed;
}

function normalize(state: Float64Array, { gain, shift }: LayerNorm<Weights>): Float64Array {
  const center = mean(state);
  const centered = mapVector(state, (value) => value - center);
  const scale = 1 / Math.sqrt(dot(centered, centered) / state.length + NORM_EPSILON);
  return mapVector(
    centered,
    (value, index) => value * scale * (gain.data[index] as number) + (shift.data[index] as number),
  );
}
