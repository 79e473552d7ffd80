import { openProgram, type Program, type Tensors } from "../engine/compile.js";
import type { NamedWeights } from "../engine/parameters.js";
import { loadOrt, type Ort } from "../engine/runtime.js";
import type { EncodedSequence } from "../language/encode.js";
import { MASKED, visibleEnd } from "../language/sequence-batch.js";
import type { TransformerConfig } from "../model/config.js";
import {
  type DecodedRow,
  createConversationRow,
  createSmallLayers,
  type SmallLayers,
} from "./conversation-rows.js";
import { buildDecodingGraph, projectedName } from "./decoding-graph.js";
import { createKeyValueRows, type KeyValueRows, type RowRange } from "./key-value-rows.js";

/** What a runner is created from. It can be cloned to a thread. */
export interface PassRunnerData {
  readonly config: TransformerConfig;
  readonly weights: readonly NamedWeights[];
  readonly rows: number;
  /** Maximum number of positions per row. */
  readonly capacity: number;
}

/** New positions of a row. */
export interface RowPositions {
  readonly row: number;
  /** Whether they replace what the row has read. */
  readonly isFirst: boolean;
  readonly sequence: EncodedSequence;
}

/** Runs the transformer on rows, and keeps what they have read. */
export interface PassRunner {
  /**
   * Reads the same number of new positions in some of a few consecutive rows. The others in between take part in the arithmetic, but
   * their results are ignored.
   *
   * @param chunks - In the order of the rows.
   * @returns Scores of the next token, in the order of the chunks.
   */
  run(chunks: readonly RowPositions[]): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

/** Threads of a pass. A second one makes single answers slower, since it is woken for every small product. */
const THREADS = 1;

/** Compiles a model for inference. */
export async function createPassRunner(data: PassRunnerData): Promise<PassRunner> {
  const { config, weights, rows } = data;
  const ort = await loadOrt();
  const options = {
    ort,
    config,
    program: await openProgram(ort, buildDecodingGraph(config, weights), THREADS),
    rows: Array.from({ length: rows }, () => createConversationRow(config)),
    memory: createKeyValueRows(ort, config, data),
    small: createSmallLayers(config, weights),
  };
  return {
    run: async (chunks) => (chunks.length === 0 ? [] : runPass(chunks, options)),
    dispose: () => options.program.dispose(),
  };
}

interface PassOptions {
  readonly ort: Ort;
  readonly config: TransformerConfig;
  readonly program: Program;
  readonly rows: readonly DecodedRow[];
  readonly memory: KeyValueRows;
  readonly small: SmallLayers;
}

/** A chunk with the state of its row. */
interface PassChunk extends RowPositions {
  readonly state: DecodedRow;
}

async function runPass(
  chunks: readonly RowPositions[],
  options: PassOptions,
): Promise<readonly Float32Array[]> {
  const { program, config, small, memory, rows } = options;
  const first = chunks[0]?.row ?? 0;
  const range = { first, count: (chunks.at(-1)?.row ?? 0) - first + 1 };
  const positions = chunks[0]?.sequence.length ?? 0;
  const parts = chunks.flatMap((chunk): PassChunk[] => {
    const state = rows[chunk.row];
    if (state === undefined) return [];
    if (chunk.isFirst) state.clear();
    memory.reserve(state.length + positions);
    return [{ ...chunk, state }];
  });
  const inputs = createInputs(parts, range, positions, options);
  const results = await program.run({ ...memory.inputs(range), ...inputs });
  const read = results["read"]?.data as Float32Array;
  const blockSize = 2 * config.pointerWidth + config.outputSize;
  const scores = parts.map(({ row, state, sequence }) => {
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
  parts: readonly PassChunk[],
  { first, count }: RowRange,
  positions: number,
  { ort, config, small, memory }: PassOptions,
): Tensors {
  const attended = memory.width + positions;
  const embedded = new Float32Array(count * positions * config.width);
  const bias = new Float32Array(count * positions * attended).fill(MASKED);
  for (let index = 0; index < count * positions; index++)
    bias[index * attended + memory.width + (index % positions)] = 0;
  for (const { row, state, sequence } of parts) {
    small.embed(embedded, (row - first) * positions, sequence);
    for (let position = 0; position < positions; position++) {
      const start = ((row - first) * positions + position) * attended;
      const fresh = start + memory.width;
      bias.fill(0, start, start + state.length);
      bias.fill(0, fresh, fresh + visibleEnd(sequence, position));
    }
  }
  const lengths = BigInt64Array.of(BigInt(memory.width), BigInt(positions));
  return {
    embedded: new ort.Tensor("float32", embedded, [count, positions, config.width]),
    bias: new ort.Tensor("float32", bias, [count, 1, positions, attended]),
    parts: new ort.Tensor("int64", lengths, [2]),
  };
}
