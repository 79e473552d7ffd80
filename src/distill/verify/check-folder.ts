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

/** Holds the manifest against its own hash, and configurations against what the manifest says. */
export async function checkTexts({ directory, manifest, problems }: FolderCheck): Promise<void> {
  const texts = { [MANIFEST_FILE]: printManifest(manifest), ...configsOf(manifest) };
  for (const [file, expected] of Object.entries(texts)) {
    const found = await readFile(join(directory, file), "utf8").catch(() => undefined);
    const difference = found === undefined ? undefined : firstDifference(expected, found);
    const byte = difference?.byte ?? null;
    const add = (message: string) => problems.add({ file, row: null, id: null, byte, message });
    if (found === undefined) add("the file is missing");
    if (difference === undefined) continue;
    add(
      `the file differs at byte ${byte}: expected ${difference.expected}, found ${difference.found}`,
    );
  }
  if (manifest.template.sha256 === TEMPLATE.sha256) return;
  const message = "it was rendered by another chat template: export again";
  problems.add({ file: MANIFEST_FILE, row: null, id: null, byte: null, message });
}

/** Holds files against the manifest's list and hashes. What was found already is not told twice. */
export async function checkFiles({ directory, manifest, problems }: FolderCheck): Promise<void> {
  const listed = new Set([MANIFEST_FILE, ...Object.keys(manifest.files)]);
  const add = (file: string, message: string) => {
    if (!problems.has(file)) problems.add({ file, row: null, id: null, byte: null, message });
  };
  const present = await listFiles(directory);
  for (const file of present) if (!listed.has(file)) add(file, "the manifest does not list it");
  for (const [file, facts] of Object.entries(manifest.files)) {
    const found = present.includes(file) ? await measure(join(directory, file)) : undefined;
    if (found === undefined) add(file, "the file is missing");
    else if (found.bytes !== facts.bytes)
      add(file, `it has not ${facts.bytes} bytes but ${found.bytes}`);
    else if (found.sha256 !== facts.sha256) add(file, "its checksum is not the manifest's");
  }
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
