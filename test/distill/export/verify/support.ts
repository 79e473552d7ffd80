import { createHash } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  MANIFEST_FILE,
  printManifest,
  readManifest,
} from "../../../../src/distill/export/manifest.js";
import {
  verifyExport,
  type VerifyReport,
} from "../../../../src/distill/export/verify/verify-export.js";
import { createFolder } from "../support.js";

/** A copy of an export to spoil. */
export async function copyOf(directory: string): Promise<string> {
  const copy = join(await createFolder(), "copy");
  await cp(directory, copy, { recursive: true });
  return copy;
}

/** Changes one file of an export, and the manifest so that its checksums fit again. */
export async function spoil(
  directory: string,
  path: string,
  change: (bytes: Buffer) => Buffer | string,
): Promise<void> {
  const bytes = Buffer.from(change(await readFile(join(directory, path))));
  await writeFile(join(directory, path), bytes);
  if (path === MANIFEST_FILE) return;
  const manifest = await readManifest(directory);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const facts = { rows: null, ...manifest.files[path], bytes: bytes.length, sha256 };
  const files = { ...manifest.files, [path]: facts };
  await writeFile(join(directory, MANIFEST_FILE), printManifest({ ...manifest, files }));
}

/** What is found after a change of one file of a copy. */
export async function verifySpoiled(
  directory: string,
  path: string,
  change: (bytes: Buffer) => Buffer | string,
): Promise<VerifyReport> {
  const copy = await copyOf(directory);
  await spoil(copy, path, change);
  return verifyExport({ directory: copy });
}

/** With one bit of one byte turned. */
export const flip = (at: number) => (bytes: Buffer) => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};

/** With the rows of a file of lines changed. */
export const onLines = (change: (lines: string[]) => string[]) => (bytes: Buffer) =>
  change(bytes.toString("utf8").split("\n").slice(0, -1))
    .map((line) => `${line}\n`)
    .join("");
