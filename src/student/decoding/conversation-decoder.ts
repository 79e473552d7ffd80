import { openProgram } from "../engine/compile.js";
import { toEntries } from "../engine/parameters.js";
import { loadOrt } from "../engine/runtime.js";
import type { SequencePosition } from "../language/token.js";
import { runConversationPass } from "./conversation-pass.js";
import { createConversationRow, createSmallLayers } from "./conversation-rows.js";
import type { DecodedModel } from "./decoder.js";
import { buildDecodingGraph } from "./decoding-graph.js";
import { createKeyValueRows } from "./key-value-rows.js";
import { createPassQueue } from "./pass-queue.js";

/** Reads and scores many conversations. Those that are ready at the same time are read together. */
export interface ConversationDecoder {
  readonly rows: number;
  /** Maximum number of positions per row. */
  readonly capacity: number;
  /** Empties a row. */
  reset(row: number): void;
  /**
   * Appends positions to a row. It must not be called for a row that is being read. A tool answer must not be split.
   *
   * @param signal - When it is aborted before the pass begins, nothing is read.
   * @returns Scores of the next token, one per writable token.
   */
  read(
    row: number,
    positions: readonly SequencePosition[],
    signal?: AbortSignal,
  ): Promise<Float32Array>;
  /** Releases the program. */
  dispose(): Promise<void>;
}

/** Threads of a pass. A second one makes single answers slower, since it is woken for every small product. */
const THREADS = 1;

/** Compiles a model for inference. Later changes of its weights have no effect. */
export async function openConversationDecoder(
  { config, vocabulary, parameters }: DecodedModel,
  { rows, capacity }: { readonly rows: number; readonly capacity: number },
): Promise<ConversationDecoder> {
  const ort = await loadOrt();
  const weights = toEntries(parameters);
  const program = await openProgram(ort, buildDecodingGraph(config, weights), THREADS);
  const states = Array.from({ length: rows }, () => createConversationRow(config));
  const memory = createKeyValueRows(ort, config, { rows, capacity });
  const small = createSmallLayers(config, vocabulary, weights);
  const options = { ort, program, config, vocabulary, small, memory, rows: states };
  const queue = createPassQueue((chunks) => runConversationPass(chunks, options));
  const stateOf = (row: number) => states[row] ?? throwNoRow(row);
  return {
    rows,
    capacity,
    reset(row) {
      const state = stateOf(row);
      Object.assign(state, { length: 0, written: 0 });
      state.repeated.fill(0);
      state.pointers.length = 0;
    },
    read: (row, positions, signal) => queue.read({ row, positions }, signal),
    dispose: () => program.dispose(),
  };
}

function throwNoRow(row: number): never {
  throw new RangeError(`There is no row ${row}.`);
}
