import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { StarError } from "../../../errors.js";
import { listFiles } from "../../../files.js";

const TRACE_FILE = /\.(?:json|jsonl|ndjson|txt|log|parquet)(?:\.gz)?$/i;

/**
 * Reads a file of traces: JSON, JSON Lines, JSON values one after the other as OpenTelemetry's console exporter prints them, or
 * Parquet; also with gzip. Of a folder, such as that of a bulk export, all such files are read.
 *
 * @returns The values of the file: the entries of a list, the lines, or the rows, for `fromLangSmithRuns` or `fromSpans`.
 * @throws {StarError} `TRAJECTORY_INVALID` when the file has another format.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readTraceFile } from "langgraph-star/recorder";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "star-")), "runs.jsonl");
 * await writeFile(path, '{"id": "1"}\n{"id": "2"}\n');
 * console.log(await readTraceFile(path)); // [ { id: '1' }, { id: '2' } ]
 * ```
 */
export async function readTraceFile(path: string): Promise<unknown[]> {
  if (!(await stat(path)).isDirectory()) return readFormat(path);
  const files = (await listFiles(path)).filter((file) => TRACE_FILE.test(file));
  if (files.length === 0) {
    throw unreadable(path, "The folder contains no file that ends with .json, .jsonl or .parquet.");
  }
  const rows: unknown[] = [];
  for (const file of files) for (const row of await readFormat(join(path, file))) rows.push(row);
  return rows;
}

async function readFormat(path: string): Promise<unknown[]> {
  const isParquet = /\.parquet$/i.test(path);
  return isParquet ? readParquet(path) : parseValues(path, await readText(path));
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? await promisify(gunzip)(bytes) : bytes).toString("utf8").replace(/^\uFEFF/, "");
}

/**
 * Between two values is a line end after a bracket and before one. Inside a value, a comma is between them, and texts contain no
 * line ends.
 */
const BETWEEN_VALUES = /(?<=[}\]])[ \t\r]*\n\s*(?=[{[])/;

function parseValues(path: string, text: string): unknown[] {
  const parts = text.trim() === "" ? [] : text.split(BETWEEN_VALUES);
  const values = parts.map((part, index) => {
    try {
      return JSON.parse(part) as unknown;
    } catch (cause) {
      throw unreadable(path, `Value ${index + 1} is not valid JSON: ${String(cause)}`, cause);
    }
  });
  return values.length === 1 && Array.isArray(values[0]) ? values[0] : values;
}

/** These packages are loaded when they are needed, so that the recorder stays small. */
async function readParquet(path: string): Promise<unknown[]> {
  const [{ asyncBufferFromFile, parquetReadObjects }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  try {
    return await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors });
  } catch (cause) {
    throw unreadable(path, `It is not valid Parquet: ${String(cause)}`, cause);
  }
}

function unreadable(path: string, problem: string, cause?: unknown): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `${basename(path)} is not a file of traces. ${problem}`,
    remedy: "Pass JSON, JSON Lines or Parquet as the tracing service exports them.",
    cause,
  });
}
