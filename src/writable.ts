import type { Stats } from "node:fs";
import { lstat, mkdtemp, open, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { invalidOption } from "./assert.js";
import { createFileError, onWrite } from "./file-error.js";

/**
 * Checks that a file can be written, before the work whose result it will hold. Its folder need not exist. Nothing is left behind.
 *
 * @param option - Name of the option with the path, for the error about an empty path.
 * @throws {StarError} `FILE_INACCESSIBLE` if it cannot; `INVALID_ARGUMENT` if the path is empty.
 */
export async function assertWritableFile(path: string, option: string): Promise<void> {
  await onWrite(path, checkFile({ path, target: resolvePath(path, option) }));
}

/** {@link assertWritableFile} for a folder in which files will be written. It need not exist. */
export async function assertWritableFolder(path: string, option: string): Promise<void> {
  await onWrite(path, checkFolder({ path, target: resolvePath(path, option) }));
}

/** {@link assertWritableFolder} for a folder that is replaced as a whole by one that is written beside it. */
export async function assertReplaceableFolder(path: string, option: string): Promise<void> {
  await assertWritableFolder(path, option);
  await onWrite(path, checkFolder({ path, target: dirname(resolve(path)) }));
}

function resolvePath(path: string, option: string): string {
  if (path !== "") return resolve(path);
  throw invalidOption(option, path, "Pass a path.");
}

/** What is checked. */
interface Checked {
  /** As the caller wrote it, for errors. */
  readonly path: string;
  /** Absolute. */
  readonly target: string;
}

async function checkFile({ path, target }: Checked): Promise<void> {
  const found = await find({ path, target });
  if (found?.isDirectory() === true)
    throw createFileError({ path, errno: "EISDIR", action: "write" });
  // Renaming a file to the name of a device would replace the device.
  if (found?.isFile() === false) {
    const reason = "it is not a regular file";
    throw createFileError({ path, errno: "EEXIST", action: "write", reason });
  }
  if (found !== undefined) await (await open(target, "r+")).close();
  // Locks and temporary files are beside the file.
  await checkFolder({ path, target: dirname(target) });
}

async function checkFolder({ path, target }: Checked): Promise<void> {
  const found = await find({ path, target });
  if (found === undefined) return checkFolder({ path, target: dirname(target) });
  if (!found.isDirectory())
    throw createFileError({ path, errno: "ENOTDIR", action: "write", blocker: target });
  // Only writing shows what permissions, quotas, mounts and a full disk allow.
  const probe = await mkdtemp(join(target, ".star-probe-"));
  try {
    await writeFile(join(probe, "probe"), "x".repeat(PROBE_BYTES), { flush: true });
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

/** More than file systems store beside a file's name. */
const PROBE_BYTES = 8192;

/** Undefined if nothing has this name. */
async function find({ path, target }: Checked): Promise<Stats | undefined> {
  const link = await lstat(target).catch(ignoreMissing);
  if (link === undefined) return undefined;
  const found = await stat(target).catch(ignoreMissing);
  if (found !== undefined) return found;
  const reason = `${target} is a symbolic link that leads nowhere`;
  throw createFileError({ path, errno: "ENOENT", action: "write", reason });
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}
