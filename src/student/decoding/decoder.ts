import { StarError } from "../../errors.js";
import type { Program, Tensors } from "../engine/compile.js";
import type { ParameterSet } from "../engine/parameters.js";
import { loadOrt } from "../engine/runtime.js";
import { encode, type EncodedText } from "../language/encode.js";
import { BLOCKED, countRepeated, fillWords, visibleEnd } from "../language/fill-batch.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { Position } from "../language/word.js";
import type { TransformerConfig } from "../model/config.js";
import { createCache, type DecodingCache } from "./cache.js";
import { compileExtension, weightName } from "./extend-program.js";
import { IN_ORDER, type Letters } from "./letters.js";

/** What decoding needs of a model. */
export interface DecodedModel {
  readonly config: TransformerConfig;
  readonly vocabulary: Vocabulary;
  /** Read at every pass, so that a decoder follows training. */
  readonly parameters: ParameterSet;
}

/** Programs of one shape; several decoders may share them. */
export interface DecoderPrograms extends DecoderShape {
  /** Takes a single position. */
  readonly word: Program;
  /** Takes up to {@link LONGEST_PIECE} positions. */
  readonly answer: Program;
}

export interface DecoderShape {
  /** Texts side by side. */
  readonly rows: number;
  /** Positions a text may have. */
  readonly capacity: number;
}

/** Reads and writes texts position by position, many side by side, with keys and values kept. */
export interface Decoder {
  readonly rows: number;
  /** Forgets a row and deals its letters. */
  reset(row: number, letters?: Letters): void;
  /** Positions that still fit into a row. */
  room(row: number): number;
  /** Where a row stands, to return to while the row is not reset. */
  mark(row: number): RowMark;
  /** Forgets what a row read since the mark. */
  rewind(row: number, mark: RowMark): void;
  /**
   * Appends positions to rows, at most {@link LONGEST_PIECE} to each. An answer must not be cut.
   *
   * @returns For each of these rows the scores of the next word, `written` of them; they are overwritten by the next call.
   */
  extend(pieces: ReadonlyMap<number, readonly Position[]>): Promise<Map<number, Float32Array>>;
  lettersOf(row: number): Letters;
}

/** A place in a row's text. */
export interface RowMark {
  readonly length: number;
  readonly written: number;
  readonly repeated: Float32Array;
}

/** Positions that one pass takes: an answer, and the word before it. */
export const LONGEST_PIECE = 32;

/** Compiles the two passes of a decoder. */
export async function compileDecoder(
  { config, parameters }: Pick<DecodedModel, "config" | "parameters">,
  shape: DecoderShape,
  threads?: number,
): Promise<DecoderPrograms> {
  const pass = (positions: number) =>
    compileExtension(config, parameters, { ...shape, positions }, threads);
  return { ...shape, word: await pass(1), answer: await pass(LONGEST_PIECE) };
}

/** A decoder with a cache of its own. */
export async function openDecoder(
  model: DecodedModel,
  programs: DecoderPrograms,
): Promise<Decoder> {
  const { config, parameters } = model;
  const { rows: count, capacity } = programs;
  const ort = await loadOrt();
  const options = { ...model, rows: count, capacity };
  const cache = createCache(ort, config, programs);
  const rows = Array.from({ length: count }, (): Row => ({
    letters: IN_ORDER,
    written: 0,
    repeated: new Float32Array(config.letters),
  }));
  const rowAt = (row: number): Row => rows[row] ?? fail(row, count);
  return {
    rows: count,
    reset(row, letters = IN_ORDER) {
      Object.assign(rowAt(row), { letters, written: 0 });
      rowAt(row).repeated.fill(0);
      cache.truncate(row, 0);
    },
    room: (row) => capacity - (cache.lengths[row] ?? 0),
    mark: (row) => ({
      length: cache.lengths[row] ?? 0,
      written: rowAt(row).written,
      repeated: rowAt(row).repeated.slice(),
    }),
    rewind(row, { length, written, repeated }) {
      rowAt(row).written = written;
      rowAt(row).repeated.set(repeated);
      cache.truncate(row, length);
    },
    lettersOf: (row) => rowAt(row).letters,
    async extend(pieces) {
      const scores = new Map<number, Float32Array>();
      const short = [...pieces].filter(([, piece]) => piece.length === 1);
      const long = [...pieces].filter(([, piece]) => piece.length > 1);
      const passes = [
        { positions: 1, program: programs.word, group: short },
        { positions: LONGEST_PIECE, program: programs.answer, group: long },
      ];
      for (const { positions, program, group } of passes) {
        if (group.length === 0) continue;
        const texts = group.map(
          ([row, piece]) => [row, encodePiece(piece, rowAt(row), options)] as const,
        );
        const inputs = fillPass(texts, positions, { ...options, cache, rowAt });
        const results = await program.run({
          ...(Object.fromEntries(
            parameters.names.map((name, place) => [weightName(name), parameters.tensors[place]]),
          ) as Tensors),
          ...cache.tensors,
          ...toTensors(inputs),
        });
        const logits = results["logits"]?.data as Float32Array;
        for (const [row, text] of texts) {
          keepAbout(cache, row, text, { ...options, letters: rowAt(row).letters });
          cache.keep(results, row, text.length, positions);
          const at = (row * positions + text.length - 1) * config.written;
          scores.set(row, logits.slice(at, at + config.written));
        }
        for (const tensor of Object.values(results)) tensor.dispose();
      }
      return scores;
    },
  };

  function toTensors(inputs: PassInputs): Tensors {
    return Object.fromEntries(
      Object.entries(inputs).map(([name, { data, shape }]) => [
        name,
        new ort.Tensor("float32", data, shape),
      ]),
    );
  }
}

function fail(row: number, count: number): never {
  throw new StarError("INVALID_ARGUMENT", {
    message: `Row ${row} of a decoder with ${count} rows.`,
    remedy: "Pass a row from 0 to one less than there are.",
  });
}

function encodePiece(
  piece: readonly Position[],
  row: Row,
  { vocabulary }: DecodedModel,
): EncodedText {
  const text = encode(piece, vocabulary, row.written);
  row.written += piece.filter(({ isWritten }) => isWritten).length;
  return text;
}

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

/** Positions cut into pieces that a decoder takes at once: as few as may be, no answer cut. */
export function toPieces(positions: readonly Position[]): Position[][] {
  const pieces: Position[][] = [];
  for (let from = 0; from < positions.length;) {
    const unit = positions.slice(from, endOfUnit(positions, from));
    const last = pieces.at(-1);
    if (last !== undefined && last.length + unit.length <= LONGEST_PIECE) last.push(...unit);
    else pieces.push(unit);
    from += unit.length;
  }
  return pieces;
}

/** A position, or the whole answer that begins there. */
function endOfUnit(positions: readonly Position[], from: number): number {
  const answer = positions[from]?.answer;
  if (answer === undefined) return from + 1;
  const end = positions.findIndex((other, place) => place > from && other.answer !== answer);
  return end === -1 ? positions.length : end;
}
