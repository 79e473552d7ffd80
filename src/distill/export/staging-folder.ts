import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { StarError } from "../../errors.js";
import { listFiles } from "../../files.js";
import { MANIFEST_FILE, readExportManifest } from "./manifest.js";

/** A folder that is written under a temporary name and renamed when it is complete. */
interface StagingFolder {
  /** The temporary path, a sibling of the target. */
  readonly path: string;
  /** Renames the folder to its target, replacing an earlier export. */
  commit(): Promise<void>;
  /** Deletes the folder. */
  discard(): Promise<void>;
}

/**
 * Creates an empty folder next to the target.
 *
 * @throws {StarError} `FILE_EXISTS` when the target contains anything but an earlier export; on `commit` too.
 */
export async function createStagingFolder(directory: string): Promise<StagingFolder> {
  const target = resolve(directory);
  await assertReplaceable(target);
  await mkdir(dirname(target), { recursive: true });
  const path = `${target}.${process.pid}.partial`;
  await rm(path, { recursive: true, force: true });
  await mkdir(path);
  return {
    path,
    async commit() {
      await assertReplaceable(target);
      const old = `${path}.old`;
      await rename(target, old).catch(ignoreMissing);
      await rename(path, target);
      await rm(old, { recursive: true, force: true });
    },
    discard: () => rm(path, { recursive: true, force: true }),
  };
}

/** Accepts an empty folder, and an export without added files: a checkpoint in it must not be deleted. */
async function assertReplaceable(target: string): Promise<void> {
  const entries = await readdir(target).catch(ignoreMissing);
  if (entries === undefined || entries.length === 0) return;
  const foreign = await findForeignFile(target);
  if (foreign === undefined) return;
  throw new StarError("FILE_EXISTS", {
    message: `${target} contains ${foreign}, which is not part of an export.`,
    remedy: "Pass a folder that does not exist, or move that file away.",
  });
}

async function findForeignFile(target: string): Promise<string | undefined> {
  const manifest = await readExportManifest(target).catch(() => undefined);
  const known = new Set([MANIFEST_FILE, ...Object.keys(manifest?.files ?? {})]);
  const files = await listFiles(target);
  if (manifest === undefined) return files[0] ?? "other folders";
  return files.find((file) => !known.has(file));
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
