import { access, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { StarError } from "../errors.js";

const EXTENSIONS = ["csv", "tsv", "jsonl", "parquet"] as const;
/** Endings of compressed files; the content decides how a file is read. */
const COMPRESSIONS = ["", ".gz", ".zst"] as const;

/** The name of a file without the ending of a compressed one. */
export function withoutCompression(name: string): string {
  const ending = COMPRESSIONS.find((one) => one !== "" && name.endsWith(one)) ?? "";
  return name.slice(0, name.length - ending.length);
}

/** A data file and its format. */
export interface DataFile {
  readonly file: string;
  readonly extension: (typeof EXTENSIONS)[number];
}

/**
 * Finds the file `name.csv`, `name.tsv`, `name.jsonl` or `name.parquet` in a folder, plain or with `.gz` or `.zst` behind it.
 *
 * @throws {StarError} `DATASET_NOT_FOUND` if there is none; `DATASET_MALFORMED` if there are several.
 */
export async function findDataFile(directory: string, name: string): Promise<DataFile> {
  const possible = EXTENSIONS.flatMap((extension) =>
    (extension === "parquet" ? [""] : COMPRESSIONS).map((compression) => ({
      file: join(directory, `${name}.${extension}${compression}`),
      extension,
    })),
  );
  const exist = await Promise.all(possible.map(({ file }) => exists(file)));
  const [found, ...others] = possible.filter((_, index) => exist[index]);
  if (found === undefined) {
    throw new StarError("DATASET_NOT_FOUND", {
      message: `There is no ${EXTENSIONS.map((extension) => `${name}.${extension}`).join(", ")} in ${directory}, plain, .gz or .zst.`,
      remedy: "Point --data-dir at the folder that contains one of them.",
    });
  }
  if (others.length === 0) return found;
  throw new StarError("DATASET_MALFORMED", {
    message: `${directory} has ${[found, ...others].map(({ file }) => basename(file)).join(" and ")}.`,
    remedy: "Keep one of them.",
  });
}

/**
 * Finds the folder of a dataset: the subfolder with the dataset's name if there is one, else the given folder.
 *
 * @throws {StarError} `DATASET_NOT_FOUND` if the folder does not exist.
 */
export async function findDataDirectory(directory: string, name: string): Promise<string> {
  const subfolder = join(directory, name);
  if (await isDirectory(subfolder)) return subfolder;
  if (await isDirectory(directory)) return directory;
  throw new StarError("DATASET_NOT_FOUND", {
    message: `There is no folder ${directory}.`,
    remedy: `Pass --data-dir with the folder that contains the files of ${name}.`,
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
