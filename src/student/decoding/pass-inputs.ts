import type { Tensors } from "../engine/compile.js";
import type { Ort } from "../engine/runtime.js";
import type { EncodedSequence } from "../language/encode.js";
import { fillTokens, MASKED, updateRepeated, visibleEnd } from "../language/sequence-batch.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { TransformerConfig } from "../model/config.js";
import type { DecodingCache } from "./cache.js";
import type { LabelAssignment } from "./label-assignment.js";

/** Size of a decoder's programs and cache. */
export interface DecoderShape {
  /** Number of sequences decoded in parallel. */
  readonly rows: number;
  /** Maximum number of positions per row. */
  readonly capacity: number;
}

/** State of one row besides the cache. */
export interface DecoderRow {
  labels: LabelAssignment;
  /** Number of positions that the student wrote. */
  written: number;
  /** 1 at labels already written in the current block; updated in place. */
  readonly repeated: Float32Array;
}

/** What the inputs of a pass are computed from. */
export interface PassContext {
  readonly ort: Ort;
  readonly config: TransformerConfig;
  readonly vocabulary: Vocabulary;
  readonly shape: DecoderShape;
  readonly cache: DecodingCache;
  readonly rowAt: (row: number) => DecoderRow;
}

/**
 * Inputs of a pass over new positions of some rows, without weights and cache. The names are part of the programs in a student's
 * folder. In all other rows every position attends only to itself; their results are ignored.
 *
 * @param encoded - Row index and new positions of each row.
 * @param positions - Positions per row of the pass.
 */
export function createPassInputs(
  encoded: readonly (readonly [number, EncodedSequence])[],
  positions: number,
  { ort, config, vocabulary, shape, cache, rowAt }: PassContext,
): Tensors {
  const { labelCount } = config;
  const { rows, capacity } = shape;
  const attended = capacity + positions;
  const tokens = new Float32Array(rows * positions * vocabulary.size);
  const bias = new Float32Array(rows * positions * attended).fill(MASKED);
  const about = new Float32Array(rows * positions * labelCount);
  const repeated = new Float32Array(rows * positions * labelCount);
  for (let index = 0; index < rows * positions; index++)
    bias[index * attended + capacity + (index % positions)] = 0;
  for (const [row, sequence] of encoded) {
    const state = rowAt(row);
    const labels = state.labels.byCandidate;
    fillTokens(tokens, row * positions, { sequence, labels, vocabularySize: vocabulary.size });
    for (let position = 0; position < sequence.length; position++) {
      const index = row * positions + position;
      const start = index * attended;
      bias.fill(0, start, start + (cache.lengths[row] ?? 0));
      bias.fill(0, start + capacity, start + capacity + visibleEnd(sequence, position));
      const candidate = sequence.about[position] ?? -1;
      if (candidate >= 0) about[index * labelCount + (labels[candidate] ?? 0)] = 1;
      updateRepeated(state.repeated, sequence, position, { labels, vocabulary });
      repeated.set(state.repeated, index * labelCount);
    }
  }
  return {
    words: new ort.Tensor("float32", tokens, [rows * positions, vocabulary.size]),
    bias: new ort.Tensor("float32", bias, [rows, positions, attended]),
    about: new ort.Tensor("float32", about, [rows, positions, labelCount]),
    repeated: new ort.Tensor("float32", repeated, [rows, positions, labelCount]),
  };
}
