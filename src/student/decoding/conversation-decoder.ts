import { createWorkerPool } from "../../worker/pool.js";
import { toEntries } from "../engine/parameters.js";
import { encodePositions } from "../language/encode.js";
import type { SequencePosition } from "../language/token.js";
import type { DecodedModel } from "./decoder.js";
import { createPassQueue } from "./pass-queue.js";
import { createPassRunner, type RowPositions } from "./pass-runner.js";

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
  /** Releases the program, and ends its thread. */
  dispose(): Promise<void>;
}

/** Options of {@link openConversationDecoder}. */
export interface ConversationDecoderOptions {
  readonly rows: number;
  readonly capacity: number;
  /** Run the passes in a thread of their own. Default false. */
  readonly inThread?: boolean | undefined;
}

interface RowState {
  isEmpty: boolean;
  /** Number of positions that the student wrote. */
  written: number;
}

/** Compiles a model for inference. Later changes of its weights have no effect. */
export async function openConversationDecoder(
  { config, vocabulary, parameters }: DecodedModel,
  { rows, capacity, inThread = false }: ConversationDecoderOptions,
): Promise<ConversationDecoder> {
  const data = { config, weights: toEntries(parameters), rows, capacity };
  const runner = inThread ? undefined : await createPassRunner(data);
  const pool = createWorkerPool<readonly RowPositions[], readonly Float32Array[]>({
    threads: inThread ? 1 : 0,
    module: new URL("./pass-worker.js", import.meta.url),
    data: () => data,
    ...(runner !== undefined && { inline: () => runner.run }),
    remedy: "Open the student again.",
  });
  // Without chunks there is no pass: this only waits until the model is compiled.
  await pool.ask([]);
  const queue = createPassQueue((chunks) => pool.ask(chunks));
  const states = Array.from({ length: rows }, (): RowState => ({ isEmpty: true, written: 0 }));
  const stateOf = (row: number) => states[row] ?? throwNoRow(row);
  return {
    rows,
    capacity,
    reset: (row) => void Object.assign(stateOf(row), { isEmpty: true, written: 0 }),
    async read(row, positions, signal) {
      const state = stateOf(row);
      const sequence = encodePositions(positions, vocabulary, state.written);
      const scores = await queue.read({ row, isFirst: state.isEmpty, sequence }, signal);
      state.isEmpty = false;
      state.written += positions.filter(({ isWritten }) => isWritten).length;
      return scores;
    },
    async dispose() {
      await pool.close();
      await runner?.dispose();
    },
  };
}

function throwNoRow(row: number): never {
  throw new RangeError(`There is no row ${row}.`);
}
