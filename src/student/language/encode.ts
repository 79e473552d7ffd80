import type { SequencePosition } from "./token.js";
import type { Vocabulary } from "./vocabulary.js";

/** A sequence as token ids, before candidate labels are assigned. */
export interface EncodedSequence {
  /** Number of positions. */
  readonly length: number;
  /** Index of the first token of each position; one entry more than positions. */
  readonly offsets: Int32Array;
  /** Token ids; a token about a candidate has the id of the first label. */
  readonly ids: Int32Array;
  readonly weights: Float32Array;
  /** Index of the candidate that a token is about, -1 for none. */
  readonly candidates: Int8Array;
  /** Index of the candidate that a position is about, -1 for none. */
  readonly about: Int8Array;
  /** Index of the tool answer that contains a position, -1 for none. */
  readonly answers: Int16Array;
  /** 1 at positions that the student wrote, else 0. */
  readonly isWritten: Uint8Array;
}

/**
 * Converts positions to token ids. A written position also gets the token that counts written positions, since the transformer
 * has no positional encoding.
 *
 * @param alreadyWritten - Written positions before the first of these.
 */
export function encodePositions(
  positions: readonly SequencePosition[],
  vocabulary: Vocabulary,
  alreadyWritten = 0,
): EncodedSequence {
  const ids: number[] = [];
  const weights: number[] = [];
  const candidates: number[] = [];
  const offsets = new Int32Array(positions.length + 1);
  let count = alreadyWritten;
  positions.forEach(({ tokens, isWritten }, index) => {
    for (const { name, weight, candidate = -1 } of tokens) {
      ids.push(vocabulary.idOf(name));
      weights.push(weight);
      candidates.push(candidate);
    }
    if (isWritten) {
      ids.push(vocabulary.writtenCountId(count++));
      weights.push(1);
      candidates.push(-1);
    }
    offsets[index + 1] = ids.length;
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

/**
 * Id of the token that the student wrote at a position.
 *
 * @param labels - Label index by candidate.
 */
export function writtenTokenId(
  { offsets, ids, candidates }: EncodedSequence,
  position: number,
  labels: ArrayLike<number>,
): number {
  const first = offsets[position] ?? 0;
  const candidate = candidates[first] ?? -1;
  return (ids[first] ?? 0) + (candidate < 0 ? 0 : (labels[candidate] ?? 0));
}
