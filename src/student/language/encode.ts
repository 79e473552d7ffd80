import type { Vocabulary } from "./vocabulary.js";
import type { Position } from "./word.js";

/** Positions as numbers, before letters are dealt. */
export interface EncodedText {
  readonly length: number;
  /** Where the words of a position begin; one entry more than positions. */
  readonly offsets: Int32Array;
  /** Ids of words; of one about a candidate the id of its first letter. */
  readonly ids: Int32Array;
  readonly weights: Float32Array;
  /** The candidate that a word is about, -1 for none. */
  readonly candidates: Int8Array;
  /** The candidate that a position is about, -1 for none. */
  readonly about: Int8Array;
  /** The tool answer that a position belongs to, -1 for none. */
  readonly answers: Int16Array;
  /** 1 where the student wrote. */
  readonly isWritten: Uint8Array;
}

/** Looks up every word. A written position also holds the word for how much was written before it. */
export function encode(
  positions: readonly Position[],
  vocabulary: Vocabulary,
  alreadyWritten = 0,
): EncodedText {
  const ids: number[] = [];
  const weights: number[] = [];
  const candidates: number[] = [];
  const offsets = new Int32Array(positions.length + 1);
  let count = alreadyWritten;
  positions.forEach(({ words, isWritten }, place) => {
    for (const { name, weight, candidate = -1 } of words) {
      ids.push(vocabulary.idOf(name));
      weights.push(weight);
      candidates.push(candidate);
    }
    if (isWritten) {
      ids.push(vocabulary.placeId(count++));
      weights.push(1);
      candidates.push(-1);
    }
    offsets[place + 1] = ids.length;
  });
  return {
    length: positions.length,
    offsets,
    ids: Int32Array.from(ids),
    weights: Float32Array.from(weights),
    candidates: Int8Array.from(candidates),
    about: Int8Array.from(positions, ({ about = -1 }) => about),
    answers: Int16Array.from(positions, ({ answer = -1 }) => answer),
    isWritten: Uint8Array.from(positions, (position) => Number(position.isWritten)),
  };
}

/** The first word of a position with its letter: what the student wrote there. */
export function firstWord(
  { offsets, ids, candidates }: EncodedText,
  place: number,
  letters: ArrayLike<number>,
): number {
  const at = offsets[place] ?? 0;
  const candidate = candidates[at] ?? -1;
  return (ids[at] ?? 0) + (candidate < 0 ? 0 : (letters[candidate] ?? 0));
}
