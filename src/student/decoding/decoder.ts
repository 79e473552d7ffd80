import { StarError } from "../../errors.js";
import type { Program, Tensors } from "../engine/compile.js";
import type { ParameterSet } from "../engine/parameters.js";
import { loadOrt } from "../engine/runtime.js";
import { encodePositions } from "../language/encode.js";
import type { SequencePosition } from "../language/token.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { TransformerConfig } from "../model/config.js";
import { createCache } from "./cache.js";
import { MAX_CHUNK_LENGTH } from "./chunks.js";
import { compileExtension, weightName } from "./extend-program.js";
import { type LabelAssignment, LABELS_IN_ORDER } from "./label-assignment.js";
import {
  createPassInputs,
  type DecoderRow,
  type DecoderShape,
  type PassContext,
} from "./pass-inputs.js";

/** A model that can be decoded: configuration, vocabulary and weights. */
export interface DecodedModel {
  readonly config: TransformerConfig;
  readonly vocabulary: Vocabulary;
  /** Read at every pass, so that a decoder uses the current weights during training. */
  readonly parameters: ParameterSet;
}

/** The two compiled passes of a decoder. Several decoders may share them. */
export interface DecoderPrograms extends DecoderShape {
  /** Reads one position per row. */
  readonly step: Program;
  /** Reads up to {@link MAX_CHUNK_LENGTH} positions per row. */
  readonly prefill: Program;
}

/** Reads and scores several sequences in parallel with a key-value cache. */
export interface Decoder {
  readonly rows: number;
  /** Empties a row and sets its candidate labels. Default: labels in the candidates' order. */
  reset(row: number, labels?: LabelAssignment): void;
  /** Number of positions that a row can still read. */
  remaining(row: number): number;
  /** A mark of the row's current end for {@link Decoder.rewind}. It is valid until the row is reset. */
  mark(row: number): RowMark;
  /** Removes everything that a row has read since the mark. */
  rewind(row: number, mark: RowMark): void;
  /**
   * Appends positions to rows.
   *
   * @param chunks - Positions by row, at most {@link MAX_CHUNK_LENGTH} each. A tool answer must not be split.
   * @returns Scores of the next token by row, one per writable token.
   */
  extend(
    chunks: ReadonlyMap<number, readonly SequencePosition[]>,
  ): Promise<Map<number, Float32Array>>;
  /** Candidate labels of a row. */
  labelsOf(row: number): LabelAssignment;
}

/** State of a row at one point. */
export interface RowMark {
  readonly length: number;
  readonly written: number;
  readonly repeated: Float32Array;
}

/** Compiles the two passes of a decoder. */
export async function compileDecoder(
  { config, parameters }: Pick<DecodedModel, "config" | "parameters">,
  shape: DecoderShape,
  threads?: number,
): Promise<DecoderPrograms> {
  const compilePass = (positions: number) =>
    compileExtension(config, parameters, { ...shape, positions }, threads);
  return { ...shape, step: await compilePass(1), prefill: await compilePass(MAX_CHUNK_LENGTH) };
}

/** Creates a decoder with an empty cache. */
export async function openDecoder(
  model: DecodedModel,
  programs: DecoderPrograms,
): Promise<Decoder> {
  const { config, vocabulary, parameters } = model;
  const { rows: count, capacity } = programs;
  const ort = await loadOrt();
  const cache = createCache(ort, config, programs);
  const rows = Array.from({ length: count }, (): DecoderRow => ({
    labels: LABELS_IN_ORDER,
    written: 0,
    repeated: new Float32Array(config.labelCount),
  }));
  const rowAt = (row: number): DecoderRow => rows[row] ?? throwNoRow(row, count);
  const context = { ort, config, vocabulary, parameters, shape: programs, cache, rowAt };
  return {
    rows: count,
    reset(row, labels = LABELS_IN_ORDER) {
      Object.assign(rowAt(row), { labels, written: 0 });
      rowAt(row).repeated.fill(0);
      cache.truncate(row, 0);
    },
    remaining: (row) => capacity - (cache.lengths[row] ?? 0),
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
    labelsOf: (row) => rowAt(row).labels,
    async extend(chunks) {
      const single = [...chunks].filter(([, chunk]) => chunk.length === 1);
      const multiple = [...chunks].filter(([, chunk]) => chunk.length > 1);
      const scores = [
        ...(await runPass(programs.step, 1, single, context)),
        ...(await runPass(programs.prefill, MAX_CHUNK_LENGTH, multiple, context)),
      ];
      return new Map(scores);
    },
  };
}

/** Runs one pass over a chunk of some rows, appends it to the cache and returns the scores of the next token by row. */
async function runPass(
  program: Program,
  positions: number,
  chunks: readonly (readonly [number, readonly SequencePosition[]])[],
  context: PassContext & { readonly parameters: ParameterSet },
): Promise<[number, Float32Array][]> {
  if (chunks.length === 0) return [];
  const { config, vocabulary, parameters, cache, rowAt } = context;
  const encoded = chunks.map(([row, chunk]) => {
    const state = rowAt(row);
    const sequence = encodePositions(chunk, vocabulary, state.written);
    state.written += chunk.filter(({ isWritten }) => isWritten).length;
    return [row, sequence] as const;
  });
  const weights = Object.fromEntries(
    parameters.names.map((name, index) => [weightName(name), parameters.tensors[index]]),
  ) as Tensors;
  const inputs = createPassInputs(encoded, positions, context);
  const results = await program.run({ ...weights, ...cache.tensors, ...inputs });
  const logits = results["logits"]?.data as Float32Array;
  const scores = encoded.map(([row, sequence]): [number, Float32Array] => {
    const labels = rowAt(row).labels.byCandidate;
    sequence.about.forEach((candidate, offset) => {
      if (candidate >= 0) cache.markAbout(row, offset, labels[candidate] ?? 0);
    });
    cache.append(results, row, sequence.length, positions);
    const start = (row * positions + sequence.length - 1) * config.outputSize;
    return [row, logits.slice(start, start + config.outputSize)];
  });
  for (const tensor of Object.values(results)) tensor.dispose();
  return scores;
}

function throwNoRow(row: number, count: number): never {
  throw new StarError("INVALID_ARGUMENT", {
    message: `A decoder with ${count} rows has no row ${row}.`,
    remedy: `Pass a row from 0 to ${count - 1}.`,
  });
}
