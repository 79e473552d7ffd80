import { decodeLine, findLastLineEnd, readByteLines } from "../../../files.js";
import { parseJson } from "../../../json.js";
import { cacheFolder } from "./cache-folder.js";
import { type FileState, probeOf, readFileState, readLine } from "./file-bytes.js";
import { type IndexedLines, keepIndex, readKeptIndex } from "./kept-index.js";
import type { LineRange } from "./packed-rows.js";
import { toTraceRow, type TraceRow, unreadableRow } from "./trace-row.js";

/** A summary and the place of every line of a trajectory file. */
export interface TraceIndex {
  readonly rows: readonly TraceRow[];
  /** One per row. */
  readonly ranges: readonly LineRange[];
  /** The file when it was read. */
  readonly state: FileState;
  /** Of the whole lines: a last line without its newline is in `rows` alone, if it is whole JSON. */
  readonly whole: IndexedLines;
}

/** Options of {@link openTraceIndex}. */
export interface TraceIndexOptions {
  /** Folder in which the index is kept. Default: the user's cache folder. */
  readonly cacheDir?: string | undefined;
  /** Called with the bytes of the file that are indexed. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** True for a file that is about to be written: without it, the index is empty. Default false. */
  readonly mayBeMissing?: boolean | undefined;
}

const NOTHING = { rows: [], ranges: [], end: 0, modifiedMs: 0, probe: "" };

/**
 * Reads the index of a trajectory file that was kept, adds the lines that the file has gained since, and keeps it again. A file that was
 * changed otherwise is indexed anew. A last line without its newline counts if it is whole JSON, but is not kept.
 *
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be read.
 */
export async function openTraceIndex(
  path: string,
  { cacheDir = cacheFolder(), onProgress, mayBeMissing }: TraceIndexOptions = {},
): Promise<TraceIndex> {
  const place = { path, cacheDir };
  const state = await readFileState(path, mayBeMissing);
  const { modifiedMs } = state;
  const { end = 0 } = (await findLastLineEnd(path)) ?? {};
  const kept = await readKeptIndex(place, { end, modifiedMs });
  const isKept = kept?.end === end && kept.modifiedMs === modifiedMs;
  const before = kept ?? NOTHING;
  const whole = isKept ? kept : await addLines(before, { path, end, modifiedMs, onProgress });
  if (!isKept && end > 0) await keepIndex(place, whole);
  return addLastLine(path, whole, state);
}

/**
 * Adds the lines that a file has gained to its index, in time that depends on these lines alone.
 *
 * @param state - The present state of the file.
 * @returns Undefined if the file was changed otherwise: truncated, replaced, or written again.
 */
export async function extendTraceIndex(
  path: string,
  { whole, state: before }: TraceIndex,
  state: FileState,
): Promise<TraceIndex | undefined> {
  const isGrown = state.inode === before.inode && state.size > before.size;
  if (!isGrown || (await probeOf(path, whole.end)) !== whole.probe) return undefined;
  const { end = 0 } = (await findLastLineEnd(path)) ?? {};
  if (end < whole.end) return undefined;
  const { modifiedMs } = state;
  return addLastLine(path, await addLines(whole, { path, end, modifiedMs }), state);
}

interface AddedPart {
  readonly path: string;
  /** Position after the last whole line. */
  readonly end: number;
  readonly modifiedMs: number;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

async function addLines(
  { rows, ranges, end: start, probe }: IndexedLines,
  { path, end, modifiedMs, onProgress }: AddedPart,
): Promise<IndexedLines> {
  if (start === end && probe !== "") return { rows, ranges, end, modifiedMs, probe };
  const added = { rows: [...rows], ranges: [...ranges] };
  let position = start;
  for await (const bytes of readByteLines(path, end, start)) {
    const range = { start: position, length: bytes.length };
    position += bytes.length + 1;
    const text = decodeLine(bytes);
    if (text.trim() === "") continue;
    added.rows.push(toRow(text));
    added.ranges.push(range);
    onProgress?.(position);
  }
  return { ...added, end, modifiedMs, probe: await probeOf(path, end) };
}

function toRow(text: string): TraceRow {
  const value = parseJson(text);
  return value === undefined ? unreadableRow("It is not JSON.") : toTraceRow(value);
}

async function addLastLine(
  path: string,
  whole: IndexedLines,
  state: FileState,
): Promise<TraceIndex> {
  const { rows, ranges, end } = whole;
  const range = { start: end, length: state.size - end };
  const value = range.length > 0 ? parseJson(await readLine(path, range)) : undefined;
  if (value === undefined) return { rows, ranges, state, whole };
  return { rows: [...rows, toTraceRow(value)], ranges: [...ranges, range], state, whole };
}
