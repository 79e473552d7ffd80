import { open, truncate, writeFile, type FileHandle } from "node:fs/promises";
import { onWrite } from "./file-error.js";

/** Offset and length of a line in bytes, without the newline. */
export interface WrittenLine {
  readonly start: number;
  readonly length: number;
}

/** Appends lines to a file, and reads them again. */
export interface LineWriter {
  /**
   * Resolves when the operating system has accepted the line. Concurrent calls are queued.
   *
   * @param line - With its newline.
   */
  append(line: string | Uint8Array): Promise<WrittenLine>;
  /** Reads a line of the file, with its newline. */
  read(line: WrittenLine): Promise<Uint8Array>;
  /** Size of the file in bytes. */
  size(): number;
  /** Waits for pending writes and closes the file. */
  close(): Promise<void>;
}

/** Opens a file that is empty or ends with a newline, and creates it if necessary. After a failed write, all later ones fail. */
export async function openLineWriter(path: string): Promise<LineWriter> {
  const file = await open(path, "a+");
  let { size } = await file.stat();
  let last: Promise<unknown> = Promise.resolve();
  const write = async (line: Uint8Array) => {
    await writeWhole(file, line);
    const start = size;
    size += line.length;
    return { start, length: line.length - 1 };
  };
  return {
    append(line) {
      const bytes = line instanceof Uint8Array ? line : Buffer.from(line);
      const written = onWrite(
        path,
        last.then(() => write(bytes)),
      );
      last = written;
      return written;
    },
    async read({ start, length }) {
      const { buffer } = await file.read(Buffer.alloc(length + 1), 0, length + 1, start);
      return buffer;
    },
    size: () => size,
    async close() {
      await last.finally(() => file.close());
    },
  };
}

// A write can be partial, for example when the disk is nearly full.
async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written);
    written += bytesWritten;
  }
}

/** The text after the last newline of a file. */
export interface LastLine {
  readonly start: number;
  readonly bytes: number;
  /** True for a complete line that lacks only its newline. */
  readonly isWhole: boolean;
}

/** Removes an incomplete last line, or adds the newline that a complete one lacks. Returns the number of bytes removed. */
export async function repairLastLine(
  path: string,
  { start, bytes, isWhole }: LastLine,
): Promise<number> {
  if (bytes === 0) return 0;
  if (isWhole) await writeFile(path, "\n", { flag: "a" });
  else await truncate(path, start);
  return isWhole ? 0 : bytes;
}
