import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { StarError } from "../../errors.js";
import { listFiles } from "../../files.js";
import { readManifest } from "./manifest.js";

/** A folder that appears under its name when it is whole, or not at all. */
export interface NewFolder {
  /** Where to write meanwhile: a sibling of the folder. */
  readonly path: string;
  /** Gives the folder its name, in the place of an earlier export. */
  commit(): Promise<void>;
  /** Throws away what was written. */
  discard(): Promise<void>;
}

/** @throws {StarError} `FILE_EXISTS` when there is something else than an earlier export. */
export async function createFolder(directory: string): Promise<NewFolder> {
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

/** Replaces an empty folder, and an export to which nothing was added: a checkpoint in it is somebody's work. */
async function assertReplaceable(target: string): Promise<void> {
  const entries = await readdir(target).catch(ignoreMissing);
  if (entries === undefined || entries.length === 0) return;
  const foreign = await findForeign(target);
  if (foreign === undefined) return;
  throw new StarError("FILE_EXISTS", {
    message: `${target} holds ${foreign}, which is not of an export.`,
    remedy: "Pass a folder that does not exist, or move that away.",
  });
}

async function findForeign(target: string): Promise<string | undefined> {
  const manifest = await readManifest(target).catch(() => undefined);
  const known = new Set(["manifest.json", ...Object.keys(manifest?.files ?? {})]);
  const files = await listFiles(target);
  if (manifest === undefined) return files[0] ?? "other folders";
  return files.find((file) => !known.has(file));
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
