import type { EncodedText } from "./encode.js";
import { firstWord } from "./encode.js";
import type { Vocabulary } from "./vocabulary.js";

/** A score that no attention survives. */
export const BLOCKED = -1e9;

/** Plain arrays of a batch, as programs take them; `rows x positions` leads every shape. */
export interface TextBatch {
  readonly rows: number;
  readonly positions: number;
  readonly words: Float32Array;
  readonly bias: Float32Array;
  readonly about: Float32Array;
  readonly repeated: Float32Array;
}

export function emptyBatch(
  rows: number,
  positions: number,
  { size, letters }: { readonly size: number; readonly letters: number },
): TextBatch {
  return {
    rows,
    positions,
    words: new Float32Array(rows * positions * size),
    bias: new Float32Array(rows * positions * positions),
    about: new Float32Array(rows * positions * letters),
    repeated: new Float32Array(rows * positions * letters),
  };
}

export interface FillOptions {
  readonly text: EncodedText;
  /** Which letter each candidate has in this use. */
  readonly letters: ArrayLike<number>;
  readonly vocabulary: Vocabulary;
  readonly letterCount: number;
}

/** Writes one text into a row of an empty batch. Positions past its end see only themselves. */
export function fillRow(
  batch: TextBatch,
  row: number,
  { text, letters, vocabulary, letterCount }: FillOptions,
): void {
  const { positions } = batch;
  fillWords(batch.words, row * positions, { text, letters, size: vocabulary.size });
  fillBias(batch.bias, row * positions * positions, text, positions);
  const counted = new Float32Array(letterCount);
  for (let place = 0; place < text.length; place++) {
    const from = (row * positions + place) * letterCount;
    const about = text.about[place] ?? -1;
    if (about >= 0) batch.about[from + (letters[about] ?? 0)] = 1;
    countRepeated(counted, text, place, { letters, vocabulary });
    batch.repeated.set(counted, from);
  }
}

/** A letter that was written counts until another part begins. */
export function countRepeated(
  counted: Float32Array,
  text: EncodedText,
  place: number,
  { letters, vocabulary }: Pick<FillOptions, "letters" | "vocabulary">,
): void {
  if (text.isWritten[place] !== 1) return;
  const at = text.offsets[place] ?? 0;
  if ((text.candidates[at] ?? -1) < 0) counted.fill(0);
  else counted[firstWord(text, place, letters) - vocabulary.firstLetter] = 1;
}

export function fillWords(
  words: Float32Array,
  firstRow: number,
  {
    text,
    letters,
    size,
  }: { readonly text: EncodedText; readonly letters: ArrayLike<number>; readonly size: number },
): void {
  for (let place = 0; place < text.length; place++) {
    const from = (firstRow + place) * size;
    for (let at = text.offsets[place] ?? 0; at < (text.offsets[place + 1] ?? 0); at++) {
      const candidate = text.candidates[at] ?? -1;
      const id = (text.ids[at] ?? 0) + (candidate < 0 ? 0 : (letters[candidate] ?? 0));
      words[from + id] = (words[from + id] ?? 0) + (text.weights[at] ?? 0);
    }
  }
}

/** What was written is read one way, an answer both ways. */
function fillBias(bias: Float32Array, from: number, text: EncodedText, positions: number): void {
  for (let place = 0; place < positions; place++) {
    const row = from + place * positions;
    bias.fill(BLOCKED, row, row + positions);
    if (place >= text.length) bias[row + place] = 0;
    else bias.fill(0, row, row + visibleEnd(text, place));
  }
}

/** Where what a position sees ends: behind itself, or behind the answer it is part of. */
export function visibleEnd({ length, answers }: EncodedText, place: number): number {
  const answer = answers[place] ?? -1;
  if (answer < 0) return place + 1;
  for (let end = place + 1; end < length; end++) if (answers[end] !== answer) return end;
  return length;
}
