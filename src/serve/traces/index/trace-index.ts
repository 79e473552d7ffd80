import { open, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { sha256Of } from "../../../checksum.js";
import { onRead } from "../../../file-error.js";
import { decodeLine, findLastLineEnd, readByteLines, writeFileAtomic } from "../../../files.js";
import { parseJson } from "../../../json.js";
import { cacheFolder } from "./cache-folder.js";
import { type LineRange, packedRowsSchema, packRows, unpackRows } from "./packed-rows.js";
import { toTraceRow, type TraceRow, unreadableRow } from "./trace-row.js";

/** A summary and the place of every line of a trajectory file. */
export interface TraceIndex {
  readonly rows: readonly TraceRow[];
  /** One per row. */
  readonly ranges: readonly LineRange[];
  /** Size of the file when it was read, in bytes. */
  readonly size: number;
}

/** Options of {@link openTraceIndex}. */
export interface TraceIndexOptions {
  /** Folder in which the index is kept. Default: the user's cache folder. */
  readonly cacheDir?: string | undefined;
  /** Called with the bytes of the file that are indexed. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

const FORMAT = "star.trace-index/1";
/** Bytes at both ends of the indexed part that tell whether the file is still the same. */
const PROBE_BYTES = 65_536;

const keptSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Indexed bytes: whole lines only. */
  end: z.int().min(0),
  modifiedMs: z.number(),
  probe: z.string(),
  packed: packedRowsSchema,
});

/**
 * Reads the index of a trajectory file that was kept, adds the lines that the file has gained since, and keeps it again. A file that was
 * changed otherwise is indexed anew. A last line without its newline counts if it is whole JSON, but is not kept.
 *
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be read.
 */
export async function openTraceIndex(
  path: string,
  { cacheDir = cacheFolder(), onProgress }: TraceIndexOptions = {},
): Promise<TraceIndex> {
  const keptPath = join(cacheDir, "traces", `${sha256Of(resolve(path)).slice(0, 32)}.json`);
  const { mtimeMs: modifiedMs, size } = await onRead(path, stat(path));
  const { end = 0 } = (await findLastLineEnd(path)) ?? {};
  const kept = await readKept(keptPath, { path, end, modifiedMs });
  const { rows, ranges } = kept?.index ?? { rows: [], ranges: [] };
  const start = kept?.end ?? 0;
  await indexLines({ path, start, end, onProgress }, (row, range) => {
    rows.push(row);
    ranges.push(range);
  });
  if (start !== end || kept?.modifiedMs !== modifiedMs) {
    const probe = await probeOf(path, end);
    const packed = packRows(rows, ranges);
    const text = JSON.stringify({ format: FORMAT, end, modifiedMs, probe, packed });
    // An index that cannot be kept is built again next time.
    await writeFileAtomic(keptPath, text).catch(() => undefined);
  }
  const last = await readLastRow(path, { start: end, length: size - end });
  if (last === undefined) return { rows, ranges, size };
  return { rows: [...rows, last.row], ranges: [...ranges, last.range], size };
}

interface IndexedPart {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

async function indexLines(
  { path, start, end, onProgress }: IndexedPart,
  add: (row: TraceRow, range: LineRange) => void,
): Promise<void> {
  let position = start;
  for await (const bytes of readByteLines(path, end, start)) {
    const range = { start: position, length: bytes.length };
    position += bytes.length + 1;
    const text = decodeLine(bytes);
    if (text.trim() === "") continue;
    add(toRow(text), range);
    onProgress?.(position);
  }
}

function toRow(text: string): TraceRow {
  const value = parseJson(text);
  return value === undefined ? unreadableRow("It is not JSON.") : toTraceRow(value);
}

async function readLastRow(
  path: string,
  range: LineRange,
): Promise<{ readonly row: TraceRow; readonly range: LineRange } | undefined> {
  if (range.length <= 0) return undefined;
  const value = parseJson(await readLine(path, range));
  return value === undefined ? undefined : { row: toTraceRow(value), range };
}

/** Reads one line of a file. */
export async function readLine(path: string, { start, length }: LineRange): Promise<string> {
  return decodeLine(await readBytes(path, start, length));
}

async function readBytes(path: string, start: number, length: number): Promise<Buffer> {
  const file = await onRead(path, open(path, "r"));
  try {
    const { buffer, bytesRead } = await onRead(
      path,
      file.read(Buffer.alloc(length), 0, length, start),
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Undefined if there is no index, or the file has changed otherwise than by gaining lines. */
async function readKept(
  keptPath: string,
  {
    path,
    end,
    modifiedMs,
  }: { readonly path: string; readonly end: number; readonly modifiedMs: number },
) {
  const text = await readFile(keptPath, "utf8").catch(() => "");
  const { data: kept } = keptSchema.safeParse(parseJson(text));
  if (kept === undefined || kept.end > end) return undefined;
  if (kept.end === end && kept.modifiedMs !== modifiedMs) return undefined;
  if (kept.probe !== (await probeOf(path, kept.end))) return undefined;
  return { end: kept.end, modifiedMs: kept.modifiedMs, index: unpackRows(kept.packed) };
}

/** Checksum of both ends of the first `end` bytes of a file. */
async function probeOf(path: string, end: number): Promise<string> {
  const length = Math.min(PROBE_BYTES, end);
  const head = await readBytes(path, 0, length);
  const tail = await readBytes(path, end - length, length);
  return sha256Of(Buffer.concat([head, tail]));
}
