import { describe, expect, it } from "vitest";
import type { RowPositions } from "../../../src/student/decoding/pass-runner.js";
import {
  createPassQueue,
  groupChunks,
  MAX_PASS_ROWS,
} from "../../../src/student/decoding/pass-queue.js";
import { encodePositions } from "../../../src/student/language/encode.js";
import { namedToken, writtenPosition } from "../../../src/student/language/token.js";
import { openVocabulary } from "../../../src/student/language/vocabulary.js";

const vocabulary = openVocabulary({ terms: [], written: ["a"], read: [], places: 1 });

const chunk = (row: number, count = 1): RowPositions => ({
  row,
  isFirst: false,
  sequence: encodePositions(
    Array.from({ length: count }, () => writtenPosition(namedToken("a"))),
    vocabulary,
  ),
});

const rowsOf = (chunks: readonly RowPositions[]) => chunks.map(({ row }) => row);

/** A queue whose passes are recorded and end when they are told to; scores are the row. */
function createRecordedQueue() {
  const passes: number[][] = [];
  const ends: (() => void)[] = [];
  const queue = createPassQueue(async (chunks) => {
    passes.push(rowsOf(chunks));
    await new Promise<void>((resolve) => ends.push(resolve));
    if (chunks.some(({ row }) => row === 9)) throw new Error("Row 9 failed.");
    return chunks.map(({ row }) => Float32Array.of(row));
  });
  const endPass = async () => {
    while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, passes, endPass };
}

describe("createPassQueue", () => {
  it("reads rows that wait at the same time in one pass, and those that arrive meanwhile in the next", async () => {
    const { queue, passes, endPass } = createRecordedQueue();
    const first = [queue.read(chunk(2)), queue.read(chunk(0))];
    await new Promise((resolve) => setImmediate(resolve));
    const second = [queue.read(chunk(1)), queue.read(chunk(3))];
    await endPass();
    await endPass();
    const scores = await Promise.all([...first, ...second]);
    expect(scores.map(([score]) => score)).toEqual([2, 0, 1, 3]);
    expect(passes).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it("leaves out a row whose request is aborted before the pass, also the only one", async () => {
    const { queue, passes, endPass } = createRecordedQueue();
    const abort = new AbortController();
    const gone = Promise.allSettled([0, 1].map((row) => queue.read(chunk(row), abort.signal)));
    const other = queue.read(chunk(2), new AbortController().signal);
    abort.abort("gone");
    await endPass();
    const rejected = { status: "rejected", reason: "gone" };
    expect(await gone).toEqual([rejected, rejected]);
    expect([...(await other)]).toEqual([2]);
    await expect(queue.read(chunk(0), abort.signal)).rejects.toBe("gone");
    expect(passes).toEqual([[2]]);
  });

  it("rejects the rows of a failed pass only, and goes on", async () => {
    const { queue, endPass } = createRecordedQueue();
    const [failed, long] = [queue.read(chunk(9)), queue.read(chunk(1, 5))];
    failed.catch(() => {});
    await endPass();
    await endPass();
    await expect(failed).rejects.toThrow("Row 9 failed.");
    expect([...(await long)]).toEqual([1]);
    const later = queue.read(chunk(3));
    await endPass();
    expect([...(await later)]).toEqual([3]);
  });
});

describe("groupChunks", () => {
  it.each([
    { rows: [3, 0, 1], groups: [[0, 1, 3]] },
    { rows: [0, 4], groups: [[0, 4]] }, // three rows between them
    { rows: [0, 5], groups: [[0], [5]] }, // four rows between them
    { rows: [7, 1, 6, 2], groups: [[1, 2, 6, 7]] },
  ])("puts single positions of the rows $rows into $groups", ({ rows, groups }) => {
    expect(groupChunks(rows.map((row) => chunk(row))).map(rowsOf)).toEqual(groups);
  });

  it("limits the rows of a pass", () => {
    const rows = Array.from({ length: MAX_PASS_ROWS + 2 }, (_, row) => chunk(row));
    expect(groupChunks(rows).map(({ length }) => length)).toEqual([MAX_PASS_ROWS, 2]);
  });

  it("reads several positions of a row alone", () => {
    const groups = groupChunks([chunk(0), chunk(1, 3), chunk(2), chunk(3, 3)]);
    expect(groups.map(rowsOf)).toEqual([[1], [3], [0, 2]]);
  });
});
