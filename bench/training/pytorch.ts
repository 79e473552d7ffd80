import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { SIZE } from "./model.js";
import type { Times } from "./stopwatch.js";

/** Trains the same model in PyTorch; undefined if no Python with torch is found. */
export async function trainInPyTorch({
  steps,
  threads,
}: {
  readonly steps: number;
  readonly threads: number;
}) {
  const python = findPython();
  if (python === undefined) return undefined;
  const size = JSON.stringify({ ...SIZE, steps, threads });
  const script = join(import.meta.dirname, "pytorch.py");
  // Idle threads sleep, like those of the engine; spinning would count as processor time.
  const env = { ...process.env, OMP_WAIT_POLICY: "passive", GOMP_SPINCOUNT: "0" };
  const { stdout } = await promisify(execFile)(python, [script, size], { env });
  return JSON.parse(stdout) as { readonly version: string; readonly times: Times };
}

/** `STAR_TORCH_PYTHON`, else the environment of `training/`, else the one created by `npm run verify:trl`. */
function findPython(): string | undefined {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "langgraph-star");
  const complete = existsSync(cache)
    ? readdirSync(cache).filter((name) => existsSync(join(cache, name, "complete")))
    : [];
  const folders = complete
    .filter((name) => name.startsWith("trl-"))
    .map((name) => join(cache, name));
  const training = join(import.meta.dirname, "../../training/.venv");
  const pythons = [training, ...folders].map((folder) => join(folder, "bin/python"));
  return [process.env["STAR_TORCH_PYTHON"], ...pythons].find(
    (path) => path !== undefined && existsSync(path),
  );
}
