/**
 * Checks the package that `npm pack` writes: `npm run package:check`, which builds first. Prints one JSON line per check and exits with
 * 1 if one fails.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUDGETS, findExcess, TARBALL_BYTES } from "./package/budgets.js";
import { findDeadLinks } from "./package/find-dead-links.js";
import { measureEntry } from "./package/measure-entry.js";
import { packPackage, type PackedPackage } from "./package/pack.js";

/** Runs a program of `node_modules/.bin` and returns what it printed if it failed. */
function findFailure(program: string, options: readonly string[]): string[] {
  try {
    execFileSync(join("node_modules/.bin", program), options, { encoding: "utf8", stdio: "pipe" });
    return [];
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return [`${program} ${options.join(" ")} failed:\n${stdout}${stderr}`];
  }
}

/** Files that neither the build nor git knows: left by another build, or generated locally. */
function findForeignFiles({ files }: PackedPackage): string[] {
  const tracked = new Set(
    execFileSync("git", ["ls-files"], { encoding: "utf8", maxBuffer: 2 ** 24 }).split("\n"),
  );
  const sourceOf = (file: string) =>
    file.replace(/^dist\//, "src/").replace(/(\.d\.ts|\.js)$/, ".ts");
  return files
    .filter(
      (file) => !tracked.has(file) && !(file.startsWith("dist/") && existsSync(sourceOf(file))),
    )
    .map((file) => `${file} comes neither from the sources nor from git.`);
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

function findExcesses({ root, size }: PackedPackage): string[] {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const entries = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === "string" ? [] : [[subpath, join(root, target.default)] as const],
  );
  const excesses = entries.flatMap(([subpath, file]) => findExcess(subpath, measureEntry(file)));
  const gone = Object.keys(BUDGETS).filter(
    (name) => !entries.some(([subpath]) => subpath === name),
  );
  const tooLarge =
    size > TARBALL_BYTES ? [`The tarball has ${size} bytes, ${TARBALL_BYTES} are allowed.`] : [];
  return [
    ...excesses,
    ...gone.map((name) => `${name} has a budget but is not exported.`),
    ...tooLarge,
  ];
}

const folder = mkdtempSync(join(tmpdir(), "star-package-"));
try {
  const packed = packPackage(".", folder);
  const checks: Readonly<Record<string, () => string[]>> = {
    "links and source maps": () => findDeadLinks(packed.root, packed.files),
    "origin of files": () => findForeignFiles(packed),
    "size budgets": () => findExcesses(packed),
    publint: () => findFailure("publint", [packed.tarball, "--strict"]),
    attw: () => findFailure("attw", [packed.tarball, "--profile", "esm-only", "--no-color"]),
    knip: () => findFailure("knip", ["--no-progress"]),
  };
  for (const [check, find] of Object.entries(checks)) {
    const problems = find();
    if (problems.length > 0) process.exitCode = 1;
    console.log(JSON.stringify({ check, passed: problems.length === 0, problems }));
  }
} finally {
  rmSync(folder, { recursive: true });
}
