import type { Program, Tensors } from "../engine/compile.js";
import type { Ort } from "../engine/runtime.js";
import { type EncodedSequence, encodePositions } from "../language/encode.js";
import { MASKED, visibleEnd } from "../language/sequence-batch.js";
import type { SequencePosition } from "../language/token.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { TransformerConfig } from "../model/config.js";
import type { ConversationRow, SmallLayers } from "./conversation-rows.js";
import { projectedName } from "./decoding-graph.js";
import type { KeyValueRows, RowRange } from "./key-value-rows.js";

/** What a pass reads and updates. */
export interface PassOptions {
  readonly ort: Ort;
  readonly program: Program;
  readonly config: TransformerConfig;
  readonly vocabulary: Vocabulary;
  readonly small: SmallLayers;
  readonly memory: KeyValueRows;
  readonly rows: readonly ConversationRow[];
}

/** New positions of a row. */
export interface RowChunk {
  readonly row: number;
  readonly positions: readonly SequencePosition[];
}

interface EncodedChunk {
  readonly row: number;
  readonly state: ConversationRow;
  readonly sequence: EncodedSequence;
}

/**
 * Reads the same number of new positions in some of a few consecutive rows. The others in between take part in the arithmetic, but their
 * results are ignored.
 *
 * @param chunks - In the order of the rows.
 * @returns Scores of the next token, in the order of the chunks.
 */
export async function runConversationPass(
  chunks: readonly RowChunk[],
  options: PassOptions,
): Promise<Float32Array[]> {
  const { program, config, vocabulary, small, memory, rows } = options;
  const encoded = chunks.flatMap(({ row, positions }): EncodedChunk[] => {
    const state = rows[row];
    if (state === undefined) return [];
    memory.reserve(state.length + positions.length);
    return [{ row, state, sequence: encodePositions(positions, vocabulary, state.written) }];
  });
  const first = chunks[0]?.row ?? 0;
  const range = { first, count: (chunks.at(-1)?.row ?? 0) - first + 1 };
  const positions = encoded[0]?.sequence.length ?? 0;
  const results = await program.run({
    ...memory.inputs(range),
    ...createInputs(encoded, range, positions, options),
  });
  const read = results["read"]?.data as Float32Array;
  const blockSize = 2 * config.pointerWidth + config.outputSize;
  const scores = encoded.map(({ row, state, sequence }) => {
    const from = (row - first) * positions;
    for (let layer = 0; layer < config.layers; layer++) {
      const projected = results[projectedName(layer)]?.data as Float32Array;
      memory.store(layer, projected, { row, from, at: state.length, count: positions });
    }
    const end = (from + positions) * blockSize;
    small.append(state, sequence, read.subarray(from * blockSize, end));
    return small.score(state, read.subarray(end - blockSize, end));
  });
  for (const tensor of Object.values(results)) tensor.dispose();
  return scores;
}

/** Every position attends to those before it in its row and, within a tool answer, to all of it; positions of other rows to themselves. */
function createInputs(
  encoded: readonly EncodedChunk[],
  { first, count }: RowRange,
  positions: number,
  { ort, config, small, memory }: PassOptions,
): Tensors {
  const attended = memory.width + positions;
  const embedded = new Float32Array(count * positions * config.width);
  const bias = new Float32Array(count * positions * attended).fill(MASKED);
  for (let index = 0; index < count * positions; index++)
    bias[index * attended + memory.width + (index % positions)] = 0;
  for (const { row, state, sequence } of encoded) {
    small.embed(embedded, (row - first) * positions, sequence);
    for (let position = 0; position < positions; position++) {
      const start = ((row - first) * positions + position) * attended;
      const fresh = start + memory.width;
      bias.fill(0, start, start + state.length);
      bias.fill(0, fresh, fresh + visibleEnd(sequence, position));
    }
  }
  const parts = BigInt64Array.of(BigInt(memory.width), BigInt(positions));
  return {
    embedded: new ort.Tensor("float32", embedded, [count, positions, config.width]),
    bias: new ort.Tensor("float32", bias, [count, 1, positions, attended]),
    parts: new ort.Tensor("int64", parts, [2]),
  };
}
