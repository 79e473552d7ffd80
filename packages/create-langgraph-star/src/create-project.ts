import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { toPackageName } from "./package-name.js";
import { printable } from "./printable.js";
import { StarterError } from "./starter-error.js";

const TEMPLATE = fileURLToPath(new URL("../template/", import.meta.url));
/** npm leaves `.gitignore` out of packages. */
const RENAMED = { gitignore: ".gitignore" } as const;
/** What a folder may already contain. */
const ALLOWED = [".git"];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/**
 * Writes a new project. If that fails, nothing of it is left.
 *
 * @param folder - Absolute path of a folder that is empty or does not exist.
 * @param version - Version of this package, and with it of langgraph-star: both are released together.
 * @returns The name of the project's package.
 * @throws {StarterError} If the folder is not empty or cannot be written.
 */
export function createProject(folder: string, version: string): { readonly name: string } {
  assertEmpty(folder);
  const existed = existsSync(folder);
  try {
    mkdirSync(folder, { recursive: true });
    for (const entry of readdirSync(TEMPLATE)) {
      cpSync(join(TEMPLATE, entry), join(folder, targetOf(entry)), { recursive: true });
    }
    return { name: writeManifest(folder, version) };
  } catch (cause) {
    if (existed) removeTemplate(folder);
    else rmSync(folder, { recursive: true, force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StarterError(`The project could not be written: ${reason}.`, {
      remedy: "Choose a folder that you can write to.",
      exitCode: 1,
      cause,
    });
  }
}

/** The name in the project of a file or folder of the template. */
function targetOf(entry: string): string {
  return (RENAMED as Readonly<Record<string, string>>)[entry] ?? entry;
}

function assertEmpty(folder: string): void {
  const found = listFolder(folder).filter((name) => !ALLOWED.includes(name));
  if (found.length === 0) return;
  const some = found.slice(0, 3).map((name) => printable(name));
  const more = found.length > some.length ? ` and ${found.length - some.length} more` : "";
  throw new StarterError(
    `The folder ${printable(folder)} is not empty: it contains ${some.join(", ")}${more}.`,
    { remedy: "Name a new folder, or empty this one.", exitCode: 1 },
  );
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    const reason = code === "ENOTDIR" ? "is a file" : `cannot be read (${code})`;
    throw new StarterError(`${printable(folder)} ${reason}.`, {
      remedy: "Name a new folder.",
      exitCode: 1,
      cause,
    });
  }
}

/** Writes the project's package.json from that of the template, and returns its name. */
function writeManifest(folder: string, version: string): string {
  const path = join(folder, "package.json");
  const template = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  const dependencies = { ...template.dependencies, "langgraph-star": `^${version}` };
  const installed = [...Object.keys(dependencies), ...Object.keys(template.devDependencies)];
  const name = toPackageName(basename(folder), installed);
  writeFileSync(path, `${JSON.stringify({ ...template, name, dependencies }, null, 2)}\n`);
  return name;
}

/** Removes what was written to a folder that was empty before. */
function removeTemplate(folder: string): void {
  for (const entry of readdirSync(TEMPLATE)) {
    rmSync(join(folder, targetOf(entry)), { recursive: true, force: true });
  }
}
