import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import type { Captured } from "./capture.js";

/** Result of {@link runModule}. */
export interface ModuleRun extends Captured {
  /** 143 after the timeout; null if another signal ended the process. */
  readonly exitCode: number | null;
  readonly errors: string;
  readonly durationMs: number;
}

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const TIMEOUT_MS = 600_000;

/** Runs the module of a notebook in a new process, in the folder of the module as Jupyter does. */
export async function runModule(file: string, config: string): Promise<ModuleRun> {
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", LOADER, file], {
    cwd: dirname(file),
    env: { ...process.env, TSX_TSCONFIG_PATH: config },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: TIMEOUT_MS,
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [errors, exitCode] = await Promise.all([text(child.stderr), exited]);
  const durationMs = performance.now() - start;
  return { ...(await takeCaptured(`${file}.json`)), exitCode, errors, durationMs };
}

/** Reads and deletes the file of `capture.ts`. A process that was killed, or that could not begin, writes none. */
async function takeCaptured(file: string): Promise<Captured> {
  const json = await readFile(file, "utf8").catch(() => undefined);
  await rm(file, { force: true });
  return json === undefined ? { complete: false, cells: [] } : JSON.parse(json);
}

/** The reason why not all cells ran; undefined if all did. */
export function failureOf(run: ModuleRun): string | undefined {
  const { exitCode, complete, cells, errors } = run;
  if (exitCode === 0 && complete) return undefined;
  return `It ended in code cell ${cells.length} with exit code ${exitCode}.\n${errors.trim()}`;
}
