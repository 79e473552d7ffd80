import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isRecord, parseJson } from "../../json.js";

/** The version of an installed package; undefined if it is not installed. */
export function findVersion(name: string): string | undefined {
  const entry = resolvePackage(name);
  if (entry === undefined) return undefined;
  // Not every package exports its package.json, so that it is searched for from the entry point upwards.
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    const { name: found, version } = existsSync(manifest) ? readManifest(manifest) : {};
    if (found === name && typeof version === "string") return version;
    if (dirname(folder) === folder) return undefined;
  }
}

function resolvePackage(name: string): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve(name));
  } catch {
    return undefined;
  }
}

/** Reads a package.json. */
export function readManifest(path: string | URL): Record<string, unknown> {
  const manifest = parseJson(readFileSync(path, "utf8"));
  return isRecord(manifest) ? manifest : {};
}
