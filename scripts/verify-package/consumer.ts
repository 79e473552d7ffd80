import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Result of a program that ran to its end. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MANIFEST = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** A package with the version that this repository pins, such as `zod@4.6.7`: it is in npm's cache. */
export const pinned = (name: string) => `${name}@${MANIFEST.devDependencies[name]}`;

/**
 * Installs packages with npm, from its cache where possible. Optional dependencies are left out: compiling the neighbor search takes a
 * minute, and exact search replaces it.
 */
export function install(folder: string, specifiers: readonly string[]): void {
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--omit=optional"];
  execFileSync("npm", ["install", "--loglevel=error", ...flags, ...specifiers], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
  });
}

/** Creates an empty ESM project. */
export function createProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
}

/** Runs a program in a folder, without the settings of this checkout. */
export function runIn(folder: string, program: string, options: readonly string[]): Ended {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS|STAR_)/.test(name)),
  );
  const { status, stdout, stderr, error } = spawnSync(program, options, {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}
