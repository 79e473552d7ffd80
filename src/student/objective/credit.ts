import { firstWord, type EncodedText } from "../language/encode.js";
import type { Vocabulary } from "../language/vocabulary.js";

/** How much each written word counts in the loss. */
export interface CreditOptions {
  /** The letter that places the held-out item in the recommendation. Default 4. */
  readonly placing?: number;
  /** Every other letter: it imitates the teacher and earned nothing. Default 0.5. */
  readonly letters?: number;
  /** Everything else: the plan, the calls, what opens a part. Default 1. */
  readonly words?: number;
}

/** About how many words a trajectory holds, so that the loss is near a mean a word. */
export const WORDS = 20;

/** Weights by position: of the word written there. */
export function creditOf(
  text: EncodedText,
  heldOut: number,
  vocabulary: Vocabulary,
  { placing = 4, letters = 0.5, words = 1 }: CreditOptions = {},
): Float32Array {
  const recommend = vocabulary.idOf("<recommend>");
  const credit = new Float32Array(text.length);
  let isRecommending = false;
  for (let place = 0; place < text.length; place++) {
    if (text.isWritten[place] !== 1) continue;
    const candidate = text.candidates[text.offsets[place] ?? 0] ?? -1;
    if (candidate < 0) isRecommending = firstWord(text, place, []) === recommend;
    if (candidate < 0) credit[place] = words;
    else credit[place] = isRecommending && candidate === heldOut ? placing : letters;
  }
  return credit;
}
