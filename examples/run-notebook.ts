/**
 * Runs notebooks without Jupyter: `tsx examples/run-notebook.ts [FILE...]`, by default all of them. A notebook fails when a cell
 * throws, when a promise rejection is not handled, when a type is wrong, and when it contains outputs of an earlier run.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { checkNotebook } from "./runner/check-notebook.js";

const FOLDER = "examples/notebooks";
const bundled = (await readdir(FOLDER)).filter((name) => name.endsWith(".ipynb")).sort();
const named = process.argv.slice(2);

for (const path of named.length > 0 ? named : bundled.map((name) => join(FOLDER, name))) {
  const { cells, durationMs, problems } = await checkNotebook(path);
  const verdict = problems.length === 0 ? "PASS" : "FAIL";
  console.log(`${verdict} ${path}: ${cells} code cells in ${(durationMs / 1000).toFixed(1)} s`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
