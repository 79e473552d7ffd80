import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { sha256Of } from "../../../checksum.js";
import { writeFileAtomic } from "../../../files.js";
import { parseJson } from "../../../json.js";
import { probeOf } from "./file-bytes.js";
import { type LineRange, packedRowsSchema, packRows, unpackRows } from "./packed-rows.js";
import type { TraceRow } from "./trace-row.js";

const FORMAT = "star.trace-index/1";

const keptSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Indexed bytes: whole lines only. */
  end: z.int().min(0),
  modifiedMs: z.number(),
  probe: z.string(),
  packed: packedRowsSchema,
});

/** The index of the first `end` bytes of a file: whole lines only. */
export interface IndexedLines {
  readonly rows: TraceRow[];
  /** One per row. */
  readonly ranges: LineRange[];
  readonly end: number;
  /** When the file was changed last. */
  readonly modifiedMs: number;
  /** Tells whether these bytes are still the same, see {@link probeOf}. */
  readonly probe: string;
}

/** A file and the folder in which its index is kept. */
interface KeptPlace {
  readonly path: string;
  readonly cacheDir: string;
}

/**
 * Reads the index of a file that was kept. Undefined if there is none, or if the file has changed otherwise than by gaining lines.
 *
 * @param file - Position after the last whole line of the file, and when it was changed last.
 */
export async function readKeptIndex(
  { path, cacheDir }: KeptPlace,
  { end, modifiedMs }: Pick<IndexedLines, "end" | "modifiedMs">,
): Promise<IndexedLines | undefined> {
  const text = await readFile(pathOfKept({ path, cacheDir }), "utf8").catch(() => "");
  const { data: kept } = keptSchema.safeParse(parseJson(text));
  if (kept === undefined || kept.end > end) return undefined;
  if (kept.end === end && kept.modifiedMs !== modifiedMs) return undefined;
  if (kept.probe !== (await probeOf(path, kept.end))) return undefined;
  const { packed, probe } = kept;
  return { ...unpackRows(packed), end: kept.end, modifiedMs: kept.modifiedMs, probe };
}

/** Keeps an index. One that cannot be kept is built again next time. */
export async function keepIndex(place: KeptPlace, index: IndexedLines): Promise<void> {
  const { rows, ranges, end, modifiedMs, probe } = index;
  const packed = packRows(rows, ranges);
  const text = JSON.stringify({ format: FORMAT, end, modifiedMs, probe, packed });
  await writeFileAtomic(pathOfKept(place), text).catch(() => undefined);
}

function pathOfKept({ path, cacheDir }: KeptPlace): string {
  return join(cacheDir, "traces", `${sha256Of(resolve(path)).slice(0, 32)}.json`);
}
