import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { DONE } from "./notebook-module.js";

/** Result of {@link runModule}. */
export interface ModuleRun {
  /** Null if the process was killed by the timeout. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
  readonly durationMs: number;
}

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const TIMEOUT_MS = 120_000;

/** Runs a TypeScript module in a new process, in the folder of the module as Jupyter does. */
export async function runModule(file: string, config: string): Promise<ModuleRun> {
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", LOADER, file], {
    cwd: dirname(file),
    env: { ...process.env, TSX_TSCONFIG_PATH: config },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [output, errors, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exited,
  ]);
  return { exitCode, output, errors, durationMs: performance.now() - start };
}

/** The reason why not all cells ran; undefined if all did. */
export function failureOf({ exitCode, output, errors }: ModuleRun): string | undefined {
  if (exitCode === 0 && output.trimEnd().endsWith(DONE)) return undefined;
  return `It ended early with exit code ${exitCode}.\n${errors.trim()}`;
}
