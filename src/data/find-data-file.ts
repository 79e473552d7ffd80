import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import { StarError } from "../errors.js";

const EXTENSIONS = ["csv", "tsv", "jsonl"] as const;

export interface DataFile {
  readonly file: string;
  readonly extension: (typeof EXTENSIONS)[number];
}

/**
 * The one file of a name in a folder, whichever form it has.
 *
 * @throws {StarError} `DATASET_NOT_FOUND` when there is none, `DATASET_MALFORMED` when there are several.
 */
export async function findDataFile(directory: string, name: string): Promise<DataFile> {
  const possible = EXTENSIONS.map((extension) => ({
    file: join(directory, `${name}.${extension}`),
    extension,
  }));
  const there = await Promise.all(possible.map(({ file }) => exists(file)));
  const [found, ...others] = possible.filter((_, index) => there[index]);
  if (found === undefined) {
    throw new StarError("DATASET_NOT_FOUND", {
      message: `There is no ${EXTENSIONS.map((extension) => `${name}.${extension}`).join(", ")} in ${directory}.`,
      remedy: "Point --data-dir at the folder that holds one of them.",
    });
  }
  if (others.length === 0) return found;
  throw new StarError("DATASET_MALFORMED", {
    message: `${directory} has ${[found, ...others].map(({ extension }) => `${name}.${extension}`).join(" and ")}.`,
    remedy: "Keep one of them.",
  });
}

/**
 * The folder of a dataset: the one given, or the one named as the dataset inside it.
 *
 * @throws {StarError} `DATASET_NOT_FOUND` when the folder given is not there.
 */
export async function findDataDirectory(directory: string, name: string): Promise<string> {
  const inner = join(directory, name);
  if (await isDirectory(inner)) return inner;
  if (await isDirectory(directory)) return directory;
  throw new StarError("DATASET_NOT_FOUND", {
    message: `There is no folder ${directory}.`,
    remedy: `Pass --data-dir with the folder that holds the files of ${name}.`,
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
