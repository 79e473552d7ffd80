import type { Decoder } from "../decoding/decoder.js";
import { LABELS_IN_ORDER } from "../decoding/label-assignment.js";
import { writtenTokenId } from "../language/encode.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { SftExample } from "../objective/corpus.js";

/**
 * A decoder that reads as ever, and then has every conversation written as one of the examples: so an untrained student's
 * conversations, which lead nowhere, are as long as they will be once it has learned.
 */
export function createForcedDecoder(
  decoder: Decoder,
  examples: readonly SftExample[],
  vocabulary: Vocabulary,
): Decoder {
  const scripts = new Map<number, Script>();
  const end = vocabulary.idOf("<end>");
  let begun = 0;
  return {
    ...decoder,
    reset(row, letters) {
      decoder.reset(row, letters);
      const example = examples[begun++ % examples.length];
      scripts.set(row, { words: example === undefined ? [] : wordsOf(example), places: new Map() });
    },
    async extend(pieces) {
      const scores = await decoder.extend(pieces);
      for (const [row, own] of scores) {
        own.fill(IMPOSSIBLE);
        own[nextWord(scripts.get(row), decoder.remaining(row)) ?? end] = 0;
      }
      return scores;
    },
  };
}

const IMPOSSIBLE = -1e9;

interface Script {
  readonly words: readonly number[];
  /** The place of the next word by what fits into the row: a row that went back in its text is given the same words again. */
  readonly places: Map<number, number>;
}

function nextWord(script: Script | undefined, room: number): number | undefined {
  if (script === undefined) return undefined;
  const place = script.places.get(room) ?? script.places.size;
  script.places.set(room, place);
  return script.words[place];
}

function wordsOf({ text }: SftExample): number[] {
  return Array.from(text.isWritten, (isWritten, place) =>
    isWritten === 1 ? [writtenTokenId(text, place, LABELS_IN_ORDER.byCandidate)] : [],
  ).flat();
}
