import { writtenTokenId, type EncodedSequence } from "../language/encode.js";
import type { Vocabulary } from "../language/vocabulary.js";

/** How much each written word counts in the loss. */
export interface TokenWeights {
  /** The letter that places the held-out item in the recommendation. Default 4. */
  readonly heldOut?: number;
  /** Every other letter: it imitates the teacher and earned nothing. Default 0.5. */
  readonly candidates?: number;
  /** Everything else: the plan, the calls, what opens a part. Default 1. */
  readonly others?: number;
}

/** About how many words a trajectory holds, so that the loss is near a mean a word. */
export const TOKENS_PER_TRAJECTORY = 20;

/** Weights by position: of the word written there. */
export function tokenWeightsOf(
  text: EncodedSequence,
  heldOutCandidate: number,
  vocabulary: Vocabulary,
  { heldOut = 4, candidates = 0.5, others = 1 }: TokenWeights = {},
): Float32Array {
  const recommend = vocabulary.idOf("<recommend>");
  const credit = new Float32Array(text.length);
  let isRecommending = false;
  for (let place = 0; place < text.length; place++) {
    if (text.isWritten[place] !== 1) continue;
    const candidate = text.candidates[text.offsets[place] ?? 0] ?? -1;
    if (candidate < 0) isRecommending = writtenTokenId(text, place, []) === recommend;
    if (candidate < 0) credit[place] = others;
    else credit[place] = isRecommending && candidate === heldOutCandidate ? heldOut : candidates;
  }
  return credit;
}
