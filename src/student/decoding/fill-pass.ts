import type { EncodedText } from "../language/encode.js";
import { BLOCKED, countRepeated, fillWords, visibleEnd } from "../language/fill-batch.js";
import type { DecodingCache } from "./cache.js";
import type { DecodedModel, DecoderShape } from "./decoder.js";
import type { Letters } from "./letters.js";

/** A text of the decoder. */
export interface Row {
  letters: Letters;
  written: number;
  readonly repeated: Float32Array;
}

/** What a pass takes beside weights and cache. */
export type PassInputs = Record<
  string,
  { readonly data: Float32Array; readonly shape: readonly number[] }
>;

export interface PassOptions extends DecodedModel, DecoderShape {
  readonly cache: DecodingCache;
  readonly rowAt: (row: number) => Row;
}

/** Inputs of a pass over a piece of some rows. Rows without a piece look at one empty position and are not kept. */
export function fillPass(
  texts: readonly (readonly [number, EncodedText])[],
  positions: number,
  { config, vocabulary, rows, capacity, cache, rowAt }: PassOptions,
): PassInputs {
  const { letters } = config;
  const all = capacity + positions;
  const words = new Float32Array(rows * positions * vocabulary.size);
  const bias = new Float32Array(rows * positions * all).fill(BLOCKED);
  const about = new Float32Array(rows * positions * letters);
  const repeated = new Float32Array(rows * positions * letters);
  for (let at = 0; at < rows * positions; at++) bias[at * all + capacity + (at % positions)] = 0;
  for (const [row, text] of texts) {
    const state = rowAt(row);
    const dealt = state.letters.byCandidate;
    fillWords(words, row * positions, { text, letters: dealt, size: vocabulary.size });
    for (let place = 0; place < text.length; place++) {
      const at = row * positions + place;
      bias.fill(0, at * all, at * all + (cache.lengths[row] ?? 0));
      bias.fill(0, at * all + capacity, at * all + capacity + visibleEnd(text, place));
      const candidate = text.about[place] ?? -1;
      if (candidate >= 0) about[at * letters + (dealt[candidate] ?? 0)] = 1;
      countRepeated(state.repeated, text, place, { letters: dealt, vocabulary });
      repeated.set(state.repeated, at * letters);
    }
  }
  return {
    words: { data: words, shape: [rows * positions, vocabulary.size] },
    bias: { data: bias, shape: [rows, positions, all] },
    about: { data: about, shape: [rows, positions, letters] },
    repeated: { data: repeated, shape: [rows, positions, letters] },
  };
}

/** Notes in the cache whom the lines of a piece are about. */
export function keepAbout(
  cache: DecodingCache,
  row: number,
  text: EncodedText,
  { capacity, config, letters }: DecoderShape & DecodedModel & { readonly letters: Letters },
): void {
  const from = row * capacity + (cache.lengths[row] ?? 0);
  for (let place = 0; place < text.length; place++) {
    const candidate = text.about[place] ?? -1;
    if (candidate < 0) continue;
    cache.about[(from + place) * config.letters + (letters.byCandidate[candidate] ?? 0)] = 1;
  }
}
