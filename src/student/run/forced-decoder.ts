import type { Decoder } from "../decoding/decoder.js";
import { LABELS_IN_ORDER } from "../decoding/label-assignment.js";
import { writtenTokenId } from "../language/encode.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { SftExample } from "../objective/corpus.js";

/** Score of every token but the forced one. */
const IMPOSSIBLE = -1e9;

/** The tokens that a row is forced to write. */
interface Script {
  readonly tokens: readonly number[];
  /** Index of the token to write, by the number of free positions of the row. A rewound row has the same number again. */
  readonly nextIndex: Map<number, number>;
}

/**
 * Wraps a decoder so that each conversation writes the tokens of one of the examples (teacher forcing). This gives an untrained
 * student conversations of realistic length, for timing.
 */
export function createForcedDecoder(
  decoder: Decoder,
  examples: readonly SftExample[],
  vocabulary: Vocabulary,
): Decoder {
  const scripts = new Map<number, Script>();
  const end = vocabulary.idOf("<end>");
  let conversations = 0;
  return {
    ...decoder,
    reset(row, labels) {
      decoder.reset(row, labels);
      const example = examples[conversations++ % examples.length];
      const tokens = example === undefined ? [] : writtenTokens(example);
      scripts.set(row, { tokens, nextIndex: new Map() });
    },
    async extend(chunks) {
      const scores = await decoder.extend(chunks);
      for (const [row, rowScores] of scores) {
        rowScores.fill(IMPOSSIBLE);
        rowScores[nextToken(scripts.get(row), decoder.remaining(row)) ?? end] = 0;
      }
      return scores;
    },
  };
}

function nextToken(script: Script | undefined, remaining: number): number | undefined {
  if (script === undefined) return undefined;
  const index = script.nextIndex.get(remaining) ?? script.nextIndex.size;
  script.nextIndex.set(remaining, index);
  return script.tokens[index];
}

function writtenTokens({ sequence }: SftExample): number[] {
  const positions = [...sequence.isWritten.keys()];
  return positions
    .filter((position) => sequence.isWritten[position] === 1)
    .map((position) => writtenTokenId(sequence, position, LABELS_IN_ORDER.byCandidate));
}
