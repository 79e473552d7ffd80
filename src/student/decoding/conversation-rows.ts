import type { NamedWeights } from "../engine/parameters.js";
import type { EncodedSequence } from "../language/encode.js";
import { updateRepeated } from "../language/sequence-batch.js";
import type { TransformerConfig } from "../model/config.js";
import { LABELS_IN_ORDER } from "./label-assignment.js";

/** State of one conversation besides its keys and values. Label n belongs to candidate n, as in every chat. */
export interface DecodedRow {
  /** Number of positions read. */
  length: number;
  /** 1 at labels already written in the current block; updated in place. */
  readonly repeated: Float32Array;
  /** The pointer's keys of the positions that are about a candidate, and the labels of those candidates. */
  readonly pointers: { readonly label: number; readonly key: Float32Array }[];
  /** Forgets everything. */
  clear(): void;
}

/** A row that has read nothing. */
export function createConversationRow({ labelCount }: TransformerConfig): DecodedRow {
  return {
    length: 0,
    repeated: new Float32Array(labelCount),
    pointers: [],
    clear() {
      this.length = 0;
      this.repeated.fill(0);
      this.pointers.length = 0;
    },
  };
}

/** The parts of the transformer with small matrices, which are computed without onnxruntime. */
export interface SmallLayers {
  /** Adds the embeddings of a sequence to zeros, from position `first` on. */
  embed(into: Float32Array, first: number, sequence: EncodedSequence): void;
  /** Updates a row with positions that a pass has read. `read` has one block per position, see `buildDecodingGraph`. */
  append(row: DecodedRow, sequence: EncodedSequence, read: Float32Array): void;
  /** Scores of the next token after the last of a sequence's positions. */
  score(row: DecodedRow, last: Float32Array): Float32Array;
}

const LABELS = LABELS_IN_ORDER.byCandidate;

/** Creates the small layers of a model. */
export function createSmallLayers(
  config: TransformerConfig,
  weights: readonly NamedWeights[],
): SmallLayers {
  const { width, pointerWidth, outputSize, firstLabelId, labelCount } = config;
  const embedding = dataOf(weights, "embedding", config.vocabularySize * width);
  const [repeat = 0] = dataOf(weights, "repeat", 1);
  const blockSize = 2 * pointerWidth + outputSize;
  return {
    embed(into, first, { length, offsets, ids, candidates, weights: shares }) {
      for (let position = 0; position < length; position++) {
        const target = (first + position) * width;
        const end = offsets[position + 1] ?? 0;
        for (let index = offsets[position] ?? 0; index < end; index++) {
          const candidate = candidates[index] ?? -1;
          const label = candidate < 0 ? 0 : (LABELS[candidate] ?? 0);
          addScaled(into, target, embedding, {
            start: ((ids[index] ?? 0) + label) * width,
            count: width,
            factor: shares[index] ?? 0,
          });
        }
      }
    },
    append(row, sequence, read) {
      for (let position = 0; position < sequence.length; position++) {
        updateRepeated(row.repeated, sequence, position, { labels: LABELS, vocabulary: config });
        const about = sequence.about[position] ?? -1;
        if (about < 0) continue;
        const start = position * blockSize + pointerWidth;
        row.pointers.push({
          label: LABELS[about] ?? 0,
          key: read.slice(start, start + pointerWidth),
        });
      }
      row.length += sequence.length;
    },
    score({ pointers, repeated }, last) {
      const scores = last.slice(2 * pointerWidth, blockSize);
      const matches = new Float64Array(labelCount);
      for (const { label, key } of pointers)
        matches[label] = (matches[label] ?? 0) + dot(last, key) / Math.sqrt(pointerWidth);
      for (let label = 0; label < labelCount; label++) {
        const id = firstLabelId + label;
        const added = (matches[label] ?? 0) + (repeated[label] ?? 0) * repeat;
        scores[id] = (scores[id] ?? 0) + Math.fround(added);
      }
      return scores;
    },
  };
}

function dataOf(weights: readonly NamedWeights[], name: string, size: number): Float32Array {
  const data = weights.find((one) => one.name === name)?.data;
  if (data?.length === size) return data;
  throw new RangeError(`A student's weights need an array "${name}" of ${size} numbers.`);
}

interface ScaledVector {
  readonly start: number;
  readonly count: number;
  readonly factor: number;
}

/** Adds `factor` times a part of `from` to a part of `into`. */
function addScaled(
  into: Float32Array,
  target: number,
  from: Float32Array,
  { start, count, factor }: ScaledVector,
): void {
  for (let index = 0; index < count; index++)
    into[target + index] = (into[target + index] ?? 0) + factor * (from[start + index] ?? 0);
}

/** Product of a vector and the beginning of a longer one. */
function dot(longer: Float32Array, vector: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < vector.length; index++)
    sum += (longer[index] ?? 0) * (vector[index] ?? 0);
  return sum;
}
