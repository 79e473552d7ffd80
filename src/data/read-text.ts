import { createReadStream } from "node:fs";
import { StarError } from "../errors.js";
import { toFileError } from "../file-error.js";

/** Encoding of a text file. */
export type TextEncoding = "utf8" | "latin1";

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

/**
 * Streams the text of a file in blocks of whole lines. A byte order mark is removed.
 *
 * @throws {StarError} `DATASET_NOT_FOUND` if the file does not exist.
 * @throws {StarError} `DATASET_ENCODING` if the file is not valid UTF-8, with the line and the byte offset.
 */
export async function* readText(
  file: string,
  encoding: TextEncoding = "utf8",
): AsyncGenerator<string> {
  let line = 1;
  let offset = 0;
  for await (const block of wholeLines(file)) {
    const start = offset === 0 && block.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
    yield decode(block.subarray(start), encoding, { file, line, offset: offset + start });
    offset += block.length;
    if (encoding === "utf8") line += countNewlines(block);
  }
}

async function* wholeLines(file: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of readBytes(file)) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) yield bytes.subarray(0, end);
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) yield rest;
}

async function* readBytes(file: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 2 ** 20 });
  try {
    yield* stream;
  } catch (cause) {
    if (!isNotFound(cause)) throw toFileError(cause, { path: file, action: "read" });
    throw new StarError("DATASET_NOT_FOUND", {
      message: `There is no file ${file}.`,
      remedy: "Point --data-dir at the folder that contains it.",
      cause,
    });
  }
}

function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}

/** Where a block starts in its file. */
interface BlockStart {
  readonly file: string;
  readonly line: number;
  readonly offset: number;
}

function decode(bytes: Buffer, encoding: TextEncoding, start: BlockStart): string {
  if (encoding === "latin1") return bytes.toString("latin1");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const invalid = firstInvalidByte(bytes);
    const line = start.line + countNewlines(bytes.subarray(0, invalid));
    throw new StarError("DATASET_ENCODING", {
      message: `${start.file}, line ${line}: the byte at offset ${start.offset + invalid} is not UTF-8.`,
      remedy: "Save the file as UTF-8.",
      cause,
    });
  }
}

/** Compares the bytes with a round trip through text, which changes invalid bytes to U+FFFD and keeps all others. */
function firstInvalidByte(bytes: Buffer): number {
  const encoded = Buffer.from(bytes.toString("utf8"), "utf8");
  const length = Math.min(encoded.length, bytes.length);
  for (let position = 0; position < length; position++) {
    if (encoded[position] !== bytes[position]) return position;
  }
  return length;
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
