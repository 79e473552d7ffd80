import { open, rename } from "node:fs/promises";
import type { LineFile } from "./line-file.js";

/** Options of {@link arrangeFile}. */
export interface ArrangeOptions {
  /** Path of `main`. */
  readonly path: string;
  readonly main: LineFile;
  /** Lines that are new, or take the place of the line of the same id in `main`. */
  readonly pending: LineFile | undefined;
  /** Ids in the order of the complete file. Lines of other ids follow in their present order. */
  readonly order: readonly string[];
}

/** True if the lines of the given ids are in this order, whatever is between them. */
export function isArranged({ lines }: LineFile, order: readonly string[]): boolean {
  const starts = order.flatMap((id) => lines.get(id)?.start ?? []);
  return starts.every((start, index) => index === 0 || start > (starts[index - 1] ?? 0));
}

/** Writes `main` anew, with the pending lines in their places. Readers see the old content or the new one. */
export async function arrangeFile({ path, main, pending, order }: ArrangeOptions): Promise<void> {
  const temporary = temporaryOf(path);
  const target = await open(temporary, "w");
  try {
    for (const id of new Set([...order, ...main.lines.keys()])) {
      const source = pending?.lines.has(id) === true ? pending : main;
      const line = source.lines.get(id);
      if (line !== undefined) await target.appendFile(await source.read(line));
    }
    await target.sync();
  } finally {
    await target.close();
  }
  await rename(temporary, path);
}

/** Path of the file while it is written anew. A killed process leaves it behind. */
export function temporaryOf(path: string): string {
  return `${path}.partial`;
}
