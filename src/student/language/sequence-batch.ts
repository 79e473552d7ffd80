import { type EncodedSequence, writtenTokenId } from "./encode.js";
import type { Vocabulary } from "./vocabulary.js";

/** Attention bias of a position that must not be attended to. */
export const MASKED = -1e9;

/** Inputs of one transformer pass as flat arrays; every shape begins with `rows x positions`. */
export interface SequenceBatch {
  readonly rows: number;
  readonly positions: number;
  /** `rows x positions x vocabulary`: the weight of each token. */
  readonly tokens: Float32Array;
  /** `rows x positions x positions`: 0, or {@link MASKED}. */
  readonly bias: Float32Array;
  /** `rows x positions x labels`: 1 at the label of the candidate that a position is about. */
  readonly about: Float32Array;
  /** `rows x positions x labels`: 1 at labels already written in the current block. */
  readonly repeated: Float32Array;
}

/** A batch of zeros. */
export function createSequenceBatch(
  rows: number,
  positions: number,
  { vocabularySize, labelCount }: { readonly vocabularySize: number; readonly labelCount: number },
): SequenceBatch {
  return {
    rows,
    positions,
    tokens: new Float32Array(rows * positions * vocabularySize),
    bias: new Float32Array(rows * positions * positions),
    about: new Float32Array(rows * positions * labelCount),
    repeated: new Float32Array(rows * positions * labelCount),
  };
}

/** A sequence to write into a batch. */
export interface FillOptions {
  readonly sequence: EncodedSequence;
  /** Label index by candidate. */
  readonly labels: ArrayLike<number>;
  readonly vocabulary: Vocabulary;
  readonly labelCount: number;
}

/** Writes one sequence into a row of zeros. Padding positions attend only to themselves. */
export function fillBatchRow(
  batch: SequenceBatch,
  row: number,
  { sequence, labels, vocabulary, labelCount }: FillOptions,
): void {
  const { positions } = batch;
  fillTokens(batch.tokens, row * positions, { sequence, labels, vocabularySize: vocabulary.size });
  fillBias(batch.bias, row * positions * positions, sequence, positions);
  const repeated = new Float32Array(labelCount);
  for (let position = 0; position < sequence.length; position++) {
    const start = (row * positions + position) * labelCount;
    const about = sequence.about[position] ?? -1;
    if (about >= 0) batch.about[start + (labels[about] ?? 0)] = 1;
    updateRepeated(repeated, sequence, position, { labels, vocabulary });
    batch.repeated.set(repeated, start);
  }
}

/** Marks the label written at a position; any other written token begins a new block and clears the marks. */
export function updateRepeated(
  repeated: Float32Array,
  sequence: EncodedSequence,
  position: number,
  {
    labels,
    vocabulary,
  }: Pick<FillOptions, "labels"> & { readonly vocabulary: Pick<Vocabulary, "firstLabelId"> },
): void {
  if (sequence.isWritten[position] !== 1) return;
  const first = sequence.offsets[position] ?? 0;
  if ((sequence.candidates[first] ?? -1) < 0) repeated.fill(0);
  else repeated[writtenTokenId(sequence, position, labels) - vocabulary.firstLabelId] = 1;
}

/** Adds the token weights of a sequence to `rows x vocabulary` numbers, from `firstRow` on. */
export function fillTokens(
  tokens: Float32Array,
  firstRow: number,
  {
    sequence,
    labels,
    vocabularySize,
  }: Pick<FillOptions, "sequence" | "labels"> & { readonly vocabularySize: number },
): void {
  for (let position = 0; position < sequence.length; position++) {
    const start = (firstRow + position) * vocabularySize;
    const end = sequence.offsets[position + 1] ?? 0;
    for (let index = sequence.offsets[position] ?? 0; index < end; index++) {
      const candidate = sequence.candidates[index] ?? -1;
      const id = (sequence.ids[index] ?? 0) + (candidate < 0 ? 0 : (labels[candidate] ?? 0));
      tokens[start + id] = (tokens[start + id] ?? 0) + (sequence.weights[index] ?? 0);
    }
  }
}

/** Causal attention for what the student wrote, bidirectional attention inside a tool answer. */
function fillBias(
  bias: Float32Array,
  start: number,
  sequence: EncodedSequence,
  positions: number,
): void {
  for (let position = 0; position < positions; position++) {
    const row = start + position * positions;
    bias.fill(MASKED, row, row + positions);
    if (position >= sequence.length) bias[row + position] = 0;
    else bias.fill(0, row, row + visibleEnd(sequence, position));
  }
}

/** End (exclusive) of what a position attends to: itself, or the end of the tool answer that contains it. */
export function visibleEnd({ length, answers }: EncodedSequence, position: number): number {
  const answer = answers[position] ?? -1;
  if (answer < 0) return position + 1;
  for (let end = position + 1; end < length; end++) if (answers[end] !== answer) return end;
  return length;
}
