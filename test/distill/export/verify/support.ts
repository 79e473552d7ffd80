import { createHash } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  MANIFEST_FILE,
  printManifest,
  readExportManifest,
} from "../../../../src/distill/export/manifest.js";
import { verifyExport } from "../../../../src/distill/export/verify/verify-export.js";
import type { VerifyReport } from "../../../../src/distill/export/verify/check-export.js";
import { createFolder } from "../support.js";

/** Copies an export to a new folder. */
export async function copyOf(directory: string): Promise<string> {
  const copy = join(await createFolder(), "copy");
  await cp(directory, copy, { recursive: true });
  return copy;
}

/** Changes one file of an export and updates the checksums in its manifest. */
async function damage(
  directory: string,
  path: string,
  change: (bytes: Buffer) => Buffer | string,
): Promise<void> {
  const bytes = Buffer.from(change(await readFile(join(directory, path))));
  await writeFile(join(directory, path), bytes);
  if (path === MANIFEST_FILE) return;
  const manifest = await readExportManifest(directory);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const entry = { rows: null, ...manifest.files[path], bytes: bytes.length, sha256 };
  const files = { ...manifest.files, [path]: entry };
  await writeFile(join(directory, MANIFEST_FILE), printManifest({ ...manifest, files }));
}

/** Verifies a copy of an export after a change of one file. */
export async function verifyDamaged(
  directory: string,
  path: string,
  change: (bytes: Buffer) => Buffer | string,
): Promise<VerifyReport> {
  const copy = await copyOf(directory);
  await damage(copy, path, change);
  return verifyExport({ directory: copy });
}

/** Flips one bit of the byte at an offset. */
export const flip = (at: number) => (bytes: Buffer) => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};

/** Changes the lines of a file. */
export const onLines = (change: (lines: string[]) => string[]) => (bytes: Buffer) =>
  change(bytes.toString("utf8").split("\n").slice(0, -1))
    .map((line) => `${line}\n`)
    .join("");
