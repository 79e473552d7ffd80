import { writtenTokenId, type EncodedSequence } from "../language/encode.js";
import type { Vocabulary } from "../language/vocabulary.js";

/** Weights of the written tokens in the likelihood loss. */
export interface TokenWeights {
  /** Weight of the held-out item's label in the recommendation. Default 4. */
  readonly heldOut?: number;
  /** Weight of every other candidate label, which was not rewarded. Default 0.5. */
  readonly candidates?: number;
  /** Weight of every other token: plan, tool calls, control tokens. Default 1. */
  readonly others?: number;
}

/** About the number of tokens in a trajectory. Weights are divided by it, so that the loss is close to a mean per token. */
export const TOKENS_PER_TRAJECTORY = 20;

/**
 * Weights of a sequence's tokens in the loss, by position; 0 at positions that the student does not write.
 *
 * @param heldOutCandidate - Index of the held-out item among the candidates.
 */
export function tokenWeightsOf(
  sequence: EncodedSequence,
  heldOutCandidate: number,
  vocabulary: Vocabulary,
  { heldOut = 4, candidates = 0.5, others = 1 }: TokenWeights = {},
): Float32Array {
  const recommend = vocabulary.idOf("<recommend>");
  const weights = new Float32Array(sequence.length);
  let isRecommending = false;
  for (let position = 0; position < sequence.length; position++) {
    if (sequence.isWritten[position] !== 1) continue;
    const candidate = sequence.candidates[sequence.offsets[position] ?? 0] ?? -1;
    if (candidate < 0) {
      isRecommending = writtenTokenId(sequence, position, []) === recommend;
      weights[position] = others;
    } else {
      const isHeldOut = isRecommending && candidate === heldOutCandidate;
      weights[position] = isHeldOut ? heldOut : candidates;
    }
  }
  return weights;
}
