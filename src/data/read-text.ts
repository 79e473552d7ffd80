import { isUtf8 } from "node:buffer";
import { StarError } from "../errors.js";
import { readWholeLines } from "./read-bytes.js";

/** Encoding of a text file. */
export type TextEncoding = "utf8" | "latin1";

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;
/** Byte order marks of UTF-16, which have no meaning in UTF-8. */
const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

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
  for await (const block of readWholeLines(file)) {
    const start = offset === 0 ? skipByteOrderMark(block, file) : 0;
    yield decode(block.subarray(start), encoding, { file, line, offset: offset + start });
    offset += block.length;
    if (encoding === "utf8") line += countNewlines(block);
  }
}

/**
 * Returns the number of bytes before the text of a file.
 *
 * @param block - The first block of the file.
 * @throws {StarError} `DATASET_ENCODING` for UTF-16, with or without a byte order mark.
 */
export function skipByteOrderMark(block: Buffer, file: string): number {
  if (block.indexOf(BYTE_ORDER_MARK) === 0) return BYTE_ORDER_MARK.length;
  const isMarked = UTF16_MARKS.some((mark) => block.indexOf(mark) === 0);
  // ASCII text in UTF-16 has a zero in every second byte, and no other text starts with one.
  if (!isMarked && block[0] !== 0 && block[1] !== 0) return 0;
  throw new StarError("DATASET_ENCODING", {
    message: `${file}, line 1: the file is UTF-16 or not a text file.`,
    remedy: "Save the file as UTF-8.",
  });
}

/** Where a block starts in its file. */
export interface BlockStart {
  readonly file: string;
  readonly line: number;
  readonly offset: number;
}

function decode(bytes: Buffer, encoding: TextEncoding, start: BlockStart): string {
  if (encoding === "latin1") return bytes.toString("latin1");
  assertUtf8(bytes, start);
  return bytes.toString("utf8");
}

/** @throws {StarError} `DATASET_ENCODING` with the line and the offset of the first byte that is not UTF-8. */
export function assertUtf8(bytes: Buffer, { file, line, offset }: BlockStart): void {
  if (isUtf8(bytes)) return;
  const invalid = firstInvalidByte(bytes);
  throw new StarError("DATASET_ENCODING", {
    message: `${file}, line ${line + countNewlines(bytes.subarray(0, invalid))}: the byte at offset ${offset + invalid} is not UTF-8.`,
    remedy: "Save the file as UTF-8.",
  });
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

/** Number of newlines in a block. */
export function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
