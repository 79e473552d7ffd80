import { mean } from "../../evaluation/bootstrap.js";
import type { Weights } from "../../student/engine/parameters.js";
import { range } from "../../student/engine/shape.js";
import type { ItemId, Recommender } from "../../types.js";
import { add, addTo, applyDense, dot, multiply, rectify, rowOf, softmax } from "../dense.js";
import { type Block, type Norm, NORM_EPSILON, type SasRecWeights } from "./network.js";

/** What was learned: plain numbers. */
export interface SasRecModel {
  /** The catalogue; its order gives the rows of the weights. */
  readonly items: readonly ItemId[];
  readonly weights: SasRecWeights<Weights>;
}

/**
 * Scores an item by the probability that it is the next choice. Items outside the catalogue have none.
 *
 * @see Kang and McAuley (2018), Self-Attentive Sequential Recommendation, arXiv 1808.09781
 */
export function createSasRecRecommender({ items, weights }: SasRecModel): Recommender {
  const indexOf = new Map(items.map((itemId, index) => [itemId, index]));
  return {
    name: "sasrec",
    score(history, asked) {
      const chosen = history.flatMap((itemId) => indexOf.get(itemId) ?? []);
      const probabilities = softmax(logitsAfter(chosen, weights));
      return Float64Array.from(asked, (itemId) => {
        const item = indexOf.get(itemId);
        return item === undefined ? 0 : (probabilities[item] as number);
      });
    },
  };
}

/**
 * The scores of all items after these choices, item indexes, oldest first. The same network as the one that is trained, for one
 * sequence and without padding; of the last block only the last position is worked out.
 */
export function logitsAfter(
  chosen: readonly number[],
  { items, positions, blocks, normLast }: SasRecWeights<Weights>,
): Float64Array {
  const start = (items.shape[0] ?? 1) - 1;
  const length = positions.shape[0] ?? 0;
  const sequence = [start, ...chosen].slice(-length);
  const first = length - sequence.length;
  let states = sequence.map((item, place) =>
    add(rowOf(items, item), rowOf(positions, first + place)),
  );
  for (const [place, block] of blocks.entries()) {
    const from = place === blocks.length - 1 ? states.length - 1 : 0;
    states = throughBlock(states, block, from);
  }
  const last = normalize(states.at(-1) as Float64Array, normLast);
  return Float64Array.from({ length: start }, (_, item) => dot(last, rowOf(items, item)));
}

/** The states after a block, of the positions from `from` on. */
function throughBlock(
  states: readonly Float64Array[],
  block: Block<Weights>,
  from: number,
): Float64Array[] {
  const normal = states.map((state) => normalize(state, block.normBefore));
  const keys = normal.map((row) => multiply(row, block.key));
  const values = normal.map((row) => multiply(row, block.value));
  return range(states.length - from).map((place) => {
    const own = from + place;
    const query = multiply(normal[own] as Float64Array, block.query);
    const seen = { keys: keys.slice(0, own + 1), values };
    const attended = add(states[own] as Float64Array, attend(query, seen));
    const inner = rectify(applyDense(normalize(attended, block.normBetween), block.expand));
    return add(attended, applyDense(inner, block.contract));
  });
}

function attend(
  query: Float64Array,
  { keys, values }: { readonly keys: Float64Array[]; readonly values: Float64Array[] },
): Float64Array {
  const scores = Float64Array.from(keys, (key) => dot(query, key) / Math.sqrt(query.length));
  const mixed = new Float64Array(query.length);
  for (const [place, weight] of softmax(scores).entries()) {
    addTo(mixed, values[place] as Float64Array, weight);
  }
  return mixed;
}

function normalize(row: Float64Array, { gain, shift }: Norm<Weights>): Float64Array {
  const center = mean(row);
  const centered = row.map((value) => value - center);
  const scale = 1 / Math.sqrt(dot(centered, centered) / row.length + NORM_EPSILON);
  return centered.map(
    (value, place) => value * scale * (gain.data[place] as number) + (shift.data[place] as number),
  );
}
