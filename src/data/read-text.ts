import { createReadStream } from "node:fs";
import { StarError } from "../errors.js";

export type TextEncoding = "utf8" | "latin1";

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

/**
 * The text of a file in blocks of whole lines, decoded strictly. A byte order mark is left out.
 *
 * @throws {StarError} `DATASET_NOT_FOUND` when there is no such file.
 * @throws {StarError} `DATASET_ENCODING` when a UTF-8 file holds bytes that are not UTF-8, naming the line and the byte offset.
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
    if (!isAbsence(cause)) throw cause;
    throw new StarError("DATASET_NOT_FOUND", {
      message: `There is no file ${file}.`,
      remedy: "Point --data-dir at the folder that holds it.",
      cause,
    });
  }
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}

interface BytePlace {
  readonly file: string;
  readonly line: number;
  readonly offset: number;
}

function decode(bytes: Buffer, encoding: TextEncoding, place: BytePlace): string {
  if (encoding === "latin1") return bytes.toString("latin1");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const bad = firstBadByte(bytes);
    const line = place.line + countNewlines(bytes.subarray(0, bad));
    throw new StarError("DATASET_ENCODING", {
      message: `${place.file}, line ${line}: the byte at offset ${place.offset + bad} is not UTF-8.`,
      remedy: "Save the file as UTF-8.",
      cause,
    });
  }
}

/** Where the replacement character first stands in for a byte that does not decode; a real U+FFFD encodes to itself. */
function firstBadByte(bytes: Buffer): number {
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
