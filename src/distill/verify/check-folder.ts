import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { configsOf } from "../export/configs.js";
import { listFiles } from "../export/list-files.js";
import { MANIFEST_FILE, type Manifest, printManifest } from "../export/manifest.js";
import { TEMPLATE } from "../export/template-hash.js";
import { firstDifference } from "./first-difference.js";
import type { Problems } from "./problem.js";

interface FolderCheck {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly problems: Problems;
}

/** What there is, beside what the manifest says of it. */
export interface Folder {
  /** The files in the folder. */
  readonly present: readonly string[];
  /** What the manifest should say of the files that it lists. */
  readonly files: Manifest["files"];
  /** Whether the manifest is as it was written. Whoever changes it breaks its digest: it is then to blame, and not the files. */
  readonly isOwn: boolean;
}

/** Holds the manifest against its own digest, and against the files that it lists where that does not fit. */
export async function checkManifest(check: FolderCheck): Promise<Folder> {
  const { directory, manifest, problems } = check;
  const present = await listFiles(directory);
  const files = await measureListed(check, present);
  const printed = await readFile(join(directory, MANIFEST_FILE), "utf8");
  const isOwn = printed === printManifest(manifest);
  const whole = isOwn ? printed : printManifest({ ...manifest, files });
  addDifference(problems, { file: MANIFEST_FILE, expected: whole, found: printed });
  if (manifest.template.sha256 !== TEMPLATE.sha256) {
    const message = "it was rendered by another chat template: export again";
    problems.add({ file: MANIFEST_FILE, row: null, id: null, byte: null, message });
  }
  return { present, files, isOwn };
}

/** Holds configurations against those that follow from the manifest, and all files against its list. */
export async function checkFolder(check: FolderCheck, folder: Folder): Promise<void> {
  const { directory, manifest, problems } = check;
  for (const [file, expected] of Object.entries(configsOf(manifest))) {
    if (!folder.present.includes(file)) continue;
    const found = await readFile(join(directory, file), "utf8");
    addDifference(problems, { file, expected, found });
  }
  for (const [file, message] of compareLists(manifest, folder)) {
    if (!problems.has(file)) problems.add({ file, row: null, id: null, byte: null, message });
  }
}

interface Texts {
  readonly file: string;
  readonly expected: string;
  readonly found: string;
}

function addDifference(problems: Problems, { file, expected, found }: Texts): void {
  const difference = firstDifference(expected, found);
  if (difference === undefined) return;
  const { byte } = difference;
  const message = `the file differs at byte ${byte}: expected ${difference.expected}, found ${difference.found}`;
  problems.add({ file, row: null, id: null, byte, message });
}

/** Files that are too many, missing or changed, each with what is wrong. What the rows said already is not told twice. */
function* compareLists(
  manifest: Manifest,
  { present, files, isOwn }: Folder,
): Generator<[file: string, message: string]> {
  for (const file of present) {
    const isListed = file === MANIFEST_FILE || file in manifest.files;
    if (!isListed) yield [file, "the manifest does not list it"];
  }
  for (const [file, claimed] of Object.entries(manifest.files)) {
    const found = files[file];
    if (!present.includes(file)) yield [file, "the file is missing"];
    else if (!isOwn || found === undefined) continue;
    else if (found.bytes !== claimed.bytes)
      yield [file, `it has not ${claimed.bytes} bytes but ${found.bytes}`];
    else if (found.sha256 !== claimed.sha256) yield [file, "its checksum is not the manifest's"];
  }
}

async function measureListed(
  { directory, manifest }: FolderCheck,
  present: readonly string[],
): Promise<Manifest["files"]> {
  const files: Manifest["files"] = {};
  for (const [file, claimed] of Object.entries(manifest.files)) {
    const isThere = present.includes(file);
    files[file] = isThere ? { ...claimed, ...(await measure(join(directory, file))) } : claimed;
  }
  return files;
}

async function measure(path: string) {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
