import type { Decoder } from "../decoding/decoder.js";
import { IN_ORDER } from "../decoding/letters.js";
import { firstWord, type EncodedText } from "../language/encode.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { Example } from "../sft/corpus.js";

/**
 * A decoder that reads as ever, and then has every conversation written as one of the examples: so an untrained student's
 * conversations, which lead nowhere, are as long as they will be once it has learned.
 */
export function followExamples(
  decoder: Decoder,
  examples: readonly Example[],
  vocabulary: Vocabulary,
): Decoder {
  const scripts = new Map<number, Iterator<number, undefined>>();
  const end = vocabulary.idOf("<end>");
  let begun = 0;
  return {
    ...decoder,
    reset(row, letters) {
      decoder.reset(row, letters);
      const { text } = examples[begun++ % examples.length] ?? {};
      scripts.set(row, wordsOf(text));
    },
    async extend(pieces) {
      const scores = await decoder.extend(pieces);
      for (const [row, own] of scores) {
        own.fill(IMPOSSIBLE);
        own[scripts.get(row)?.next().value ?? end] = 0;
      }
      return scores;
    },
  };
}

const IMPOSSIBLE = -1e9;

function* wordsOf(text: EncodedText | undefined): Generator<number, undefined> {
  for (let place = 0; place < (text?.length ?? 0); place++)
    if (text?.isWritten[place] === 1) yield firstWord(text, place, IN_ORDER.byCandidate);
  return undefined;
}
