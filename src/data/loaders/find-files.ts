import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { StarError } from "../../errors.js";
import { onRead } from "../../file-error.js";
import { withoutCompression } from "../find-data-file.js";

/** Finds the files of a folder whose names match a pattern, plain or compressed, by name. */
export async function findFiles(directory: string, pattern: RegExp): Promise<string[]> {
  const names = await onRead(directory, readdir(directory));
  return names
    .filter((name) => pattern.test(withoutCompression(name)))
    .toSorted()
    .map((name) => join(directory, name));
}

/**
 * {@link findFiles}, at least one.
 *
 * @param description - What such a file is called, for the error.
 * @throws {StarError} `DATASET_NOT_FOUND` if there is none.
 */
export async function requireFiles(
  directory: string,
  pattern: RegExp,
  description: string,
): Promise<string[]> {
  const files = await findFiles(directory, pattern);
  if (files.length > 0) return files;
  throw new StarError("DATASET_NOT_FOUND", {
    message: `There is no ${description} in ${directory}.`,
    remedy: "Point --data-dir at the folder that contains it.",
  });
}

/** Finds a file by its name, plain or compressed. Errors as {@link requireFiles}. */
export async function requireFile(directory: string, name: string): Promise<string> {
  const pattern = new RegExp(`^${name.replaceAll(".", "\\.")}$`);
  const [file] = await requireFiles(directory, pattern, name);
  return file ?? join(directory, name);
}
