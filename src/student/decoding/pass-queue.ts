import type { RowPositions } from "./pass-runner.js";

/** Rows that wait for a pass. */
export interface PassQueue {
  /**
   * Reads positions in a row's next pass.
   *
   * @param signal - When it is aborted before the pass begins, the row leaves the queue and the promise is rejected.
   * @returns Scores of the next token.
   */
  read(chunk: RowPositions, signal?: AbortSignal): Promise<Float32Array>;
}

interface WaitingChunk extends RowPositions {
  readonly signal: AbortSignal | undefined;
  resolve(scores: Float32Array): void;
  reject(error: unknown): void;
}

/** Most rows in one pass. */
export const MAX_PASS_ROWS = 32;

/** Most unused rows between two rows of a pass. */
const MAX_UNUSED_ROWS = 3;

/**
 * Continuous batching: all rows that wait for one position when a pass begins share it, whenever their conversations began. Several
 * positions, such as a tool answer, have a pass of their own, since their products are large enough.
 *
 * @param run - Runs one pass and returns its scores in the order of the chunks.
 */
export function createPassQueue(
  run: (chunks: readonly RowPositions[]) => Promise<readonly Float32Array[]>,
): PassQueue {
  let waiting: WaitingChunk[] = [];
  let isRunning = false;

  async function runWaiting(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      // Conversations that are ready at the same time share a pass.
      await new Promise((resolve) => setImmediate(resolve));
      const taken = waiting;
      waiting = [];
      for (const group of groupChunks(taken)) await runGroup(group);
    }
    isRunning = false;
  }

  async function runGroup(group: readonly WaitingChunk[]): Promise<void> {
    const present = group.filter(isPresent);
    if (present.length === 0) return;
    try {
      const scores = await run(
        present.map(({ row, isFirst, sequence }) => ({ row, isFirst, sequence })),
      );
      present.forEach(({ resolve }, index) => resolve(scores[index] ?? new Float32Array()));
    } catch (error) {
      for (const { reject } of present) reject(error);
    }
  }

  return {
    read: (chunk, signal) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...chunk, signal, resolve, reject });
        if (!isRunning) void runWaiting();
      }),
  };
}

/** False for a row whose request was aborted; it is told so. */
function isPresent({ signal, reject }: WaitingChunk): boolean {
  if (signal?.aborted !== true) return true;
  reject(signal.reason);
  return false;
}

/** The passes of some chunks: one for each of several positions, then as few as possible for the single ones. */
export function groupChunks<Chunk extends RowPositions>(chunks: readonly Chunk[]): Chunk[][] {
  const groups = chunks.filter(({ sequence }) => sequence.length > 1).map((chunk) => [chunk]);
  const single = chunks
    .filter(({ sequence }) => sequence.length === 1)
    .toSorted((one, other) => one.row - other.row);
  let group: Chunk[] = [];
  for (const chunk of single) {
    const [first, last] = [group[0], group.at(-1)];
    const fits =
      first !== undefined &&
      last !== undefined &&
      chunk.row - last.row <= MAX_UNUSED_ROWS + 1 &&
      chunk.row - first.row < MAX_PASS_ROWS;
    if (fits) group.push(chunk);
    else groups.push((group = [chunk]));
  }
  return groups;
}
