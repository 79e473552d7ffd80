/**
 * Opens the notebooks in Jupyter, or executes them there: `tsx examples/open-notebooks.ts [--execute] [FILE...]`. Jupyter and its kernel
 * are installed into the user's cache at the first time. `--execute` runs the notebooks without a window, compares their outputs with the
 * stored ones, and exits with 1 if a cell throws or an output is another one.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { installJupyter, type Jupyter } from "./jupyter/environment.js";
import { findChanges } from "./runner/check-notebook.js";
import { readNotebook } from "./runner/notebook.js";
import { toComparable } from "./runner/outputs.js";

const FOLDER = "examples/notebooks";
const { values, positionals } = parseArgs({
  options: { execute: { type: "boolean", default: false } },
  allowPositionals: true,
});
const bundled = readdirSync(FOLDER).filter((name) => name.endsWith(".ipynb"));
const paths = positionals.length > 0 ? positionals : bundled.map((name) => join(FOLDER, name));
const jupyter = installJupyter();

if (values.execute) {
  const folder = mkdtempSync(join(tmpdir(), "star-jupyter-"));
  for (const path of paths.sort()) {
    const problems = await execute(jupyter, path, folder);
    console.log(`${problems.length === 0 ? "PASS" : "FAIL"} ${path} in Jupyter`);
    for (const problem of problems) console.log(`  ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  }
  rmSync(folder, { recursive: true });
} else {
  // Pictures of the stored outputs are shown in trusted notebooks only.
  run(jupyter, ["trust", ...paths]);
  process.exitCode = run(jupyter, ["lab", ...(positionals.length > 0 ? positionals : [FOLDER])]);
}

function run({ program, variables }: Jupyter, args: readonly string[]): number {
  return spawnSync(program, args, { stdio: "inherit", env: variables }).status ?? 1;
}

/** Executes a notebook in Jupyter. Its last lines of output are the problem if it fails. */
async function execute(
  { program, variables }: Jupyter,
  path: string,
  folder: string,
): Promise<string[]> {
  const args = ["nbconvert", "--to", "notebook", "--execute", "--output-dir", folder, path];
  const done = spawnSync(program, args, { env: variables, encoding: "utf8" });
  if (done.status !== 0) return [done.stderr.trim().split("\n").slice(-30).join("\n")];
  const executed = await readNotebook(join(folder, basename(path)));
  return findChanges(
    await readNotebook(path),
    executed.cells.map(({ outputs }) => toComparable(outputs)),
  );
}
