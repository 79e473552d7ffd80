/**
 * Runs notebooks without Jupyter: `tsx examples/run-notebook.ts [--write] [FILE...]`, by default all of them. A notebook fails when a
 * cell throws, when a promise rejection is not handled, when a type is wrong, and when its outputs are not the stored ones, apart from
 * times. With `--write` the outputs are stored instead.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkNotebook } from "./runner/check-notebook.js";

const FOLDER = "examples/notebooks";
const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const bundled = (await readdir(FOLDER)).filter((name) => name.endsWith(".ipynb")).sort();
const paths = positionals.length > 0 ? positionals : bundled.map((name) => join(FOLDER, name));

for (const path of paths) {
  const { cells, durationMs, problems } = await checkNotebook(path, values);
  const verdict = problems.length === 0 ? "PASS" : "FAIL";
  console.log(`${verdict} ${path}: ${cells} code cells in ${(durationMs / 1000).toFixed(1)} s`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
