import { type FileHandle, open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { StarError } from "../errors.js";
import { toFileError } from "../file-error.js";

const BLOCK_SIZE = 2 ** 20;
const MAX_LINE_SIZE = 2 ** 26; // fail early if a file that is not text has no newlines
const NEWLINE = 0x0a;

/** Compression formats by the first bytes of a file; names are not trusted. */
const COMPRESSIONS = [
  { name: "gzip", magic: Buffer.from([0x1f, 0x8b]), expand: gunzip },
  { name: "zstd", magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), expand: unzstd },
];

/**
 * Streams a file in blocks of whole lines; only the last block may end without a newline. Gzip and zstd files are decompressed.
 *
 * @returns Blocks that are valid until the next one is requested, because they share one buffer.
 * @throws {StarError} `DATASET_NOT_FOUND` if the file does not exist.
 * @throws {StarError} `DATASET_MALFORMED` if compressed data is damaged or incomplete, or for a line of more than 64 MiB.
 */
export async function* readWholeLines(file: string): AsyncGenerator<Buffer> {
  let buffer = Buffer.allocUnsafe(2 * BLOCK_SIZE);
  let rest = 0; // bytes of an incomplete line, at the start of the buffer
  for await (const chunk of readBytes(file)) {
    if (rest + chunk.length > buffer.length) {
      if (rest > MAX_LINE_SIZE) throw lineTooLong(file);
      buffer = Buffer.concat([buffer.subarray(0, rest)], 2 * (rest + chunk.length));
    }
    buffer.set(chunk, rest);
    const length = rest + chunk.length;
    if (length === 0) continue; // a negative position would be counted from the end of the buffer
    const end = buffer.lastIndexOf(NEWLINE, length - 1) + 1;
    if (end > 0) yield buffer.subarray(0, end);
    buffer.copyWithin(0, end, length);
    rest = length - end;
  }
  if (rest > 0) yield buffer.subarray(0, rest);
}

async function* readBytes(file: string): AsyncGenerator<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const start = Buffer.alloc(4);
    await handle.read(start, 0, start.length, 0);
    const compression = COMPRESSIONS.find(({ magic }) => start.indexOf(magic) === 0);
    if (compression === undefined) yield* readBlocks(handle);
    else yield* expand(file, handle, compression);
  } catch (cause) {
    throw toDataFileError(cause, file);
  } finally {
    await handle?.close();
  }
}

/** The error for a data file that cannot be read. Returns any error that is not of the file system as it is. */
export function toDataFileError(cause: unknown, file: string): unknown {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const isMissing = code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
  if (!isMissing) return toFileError(cause, { path: file, action: "read" });
  return new StarError("DATASET_NOT_FOUND", {
    message: `There is no file ${file}.`,
    remedy: "Point --data-dir at the folder that contains it.",
    cause,
  });
}

/** Reads into one buffer, which each block overwrites. */
async function* readBlocks(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(BLOCK_SIZE);
  for (let position = 0; ;) {
    const { bytesRead } = await handle.read(buffer, 0, BLOCK_SIZE, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

async function* expand(
  file: string,
  handle: FileHandle,
  compression: (typeof COMPRESSIONS)[number],
): AsyncGenerator<Uint8Array> {
  const source = handle.createReadStream({ start: 0, autoClose: false });
  try {
    yield* compression.expand(source);
  } catch (cause) {
    if (toFileError(cause) !== cause) throw cause; // the file system failed, not the decompression
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StarError("DATASET_MALFORMED", {
      message: `${file}: the ${compression.name} data is damaged or incomplete (${reason}).`,
      remedy: "Copy or download the file again.",
      cause,
    });
  } finally {
    source.destroy();
  }
}

async function* gunzip(source: Readable): AsyncGenerator<Uint8Array> {
  const unzipped = createGunzip({ chunkSize: 2 ** 18 });
  pipeline(source, unzipped, () => undefined); // an error of either is thrown by the loop
  for await (const chunk of unzipped as AsyncIterable<Buffer>) yield chunk;
}

async function* unzstd(source: Readable): AsyncGenerator<Uint8Array> {
  const expanded: Uint8Array[] = [];
  const decompress = new Decompress((chunk) => expanded.push(chunk));
  for await (const chunk of source as AsyncIterable<Buffer>) {
    decompress.push(chunk);
    yield* expanded.splice(0);
  }
  decompress.push(new Uint8Array(0), true);
  yield* expanded.splice(0);
}

function lineTooLong(file: string): StarError {
  return new StarError("DATASET_MALFORMED", {
    message: `${file}: a line has more than ${MAX_LINE_SIZE} bytes.`,
    remedy: "Check that this is a text file with one row per line.",
  });
}
