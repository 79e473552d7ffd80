/**
 * Measures the cost of recording, and the speed and memory of exports: `npm run bench -- export [ROWS]`. ROWS is the number of
 * rows of the largest file, default 100000 (15 GB of disk). Tasks are from MovieLens-100K when `STAR_DATA_DIR` is set, else
 * synthetic. Exports run from the build, like an installed package.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { FORMAT_NAMES } from "langgraph-star/export";
import type { Measured } from "./export/measure.js";
import { measureRecording } from "./export/record.js";
import { repeatRows } from "./export/repeat-rows.js";

const run = promisify(execFile);
const TASKS = 200;
const largest = Number(process.argv[3] ?? 100_000);

const { dataset, trajectories, runsPerTask, milliseconds } = await measureRecording(TASKS);
const { plain, traced, recorded } = milliseconds;
const perRun = (cost: number) => `${(cost / runsPerTask).toFixed(3)} ms per run`;
console.log(
  `Recording (${dataset}, offline model, ${runsPerTask.toFixed(0)} runs per task), milliseconds of processor time per task:`,
);
console.log(`  ${plain.toFixed(1)} without callbacks`);
console.log(`  ${traced.toFixed(1)} with a tracer that does nothing (+ ${perRun(traced - plain)})`);
console.log(`  ${recorded.toFixed(1)} with a recorder (+ ${perRun(recorded - traced)} on top)`);
const share = (100 * (recorded - traced)) / recorded;
console.log(`  Recording takes ${share.toFixed(1)}% of a recorded task.`);

await run("npm", ["run", "build"]);
console.log("formats | rows | rows kept | rows/s | rows/s of processor time | peak memory, MB");
const folder = await mkdtemp(join(tmpdir(), "star-bench-"));
try {
  for (const rows of [1000, 10_000, 100_000].filter((count) => count <= largest)) {
    const path = join(folder, "trajectories.jsonl");
    await repeatRows(path, trajectories, rows);
    await report(path, rows, ["trl"]);
    if (rows <= 10_000) await report(path, rows, FORMAT_NAMES);
  }
} finally {
  await rm(folder, { recursive: true });
}

async function report(path: string, rows: number, formats: readonly string[]): Promise<void> {
  const program = join(import.meta.dirname, "export/measure.ts");
  const out = join(folder, "export");
  const { stdout } = await run(process.execPath, [
    "--import",
    "tsx",
    program,
    path,
    out,
    formats.join(","),
  ]);
  const { seconds, processorSeconds, peakMegabytes, kept }: Measured = JSON.parse(stdout);
  await rm(out, { recursive: true });
  const rates = [seconds, processorSeconds].map((duration) => (rows / duration).toFixed(0));
  const name = formats.length === 1 ? formats.join() : `all ${formats.length}`;
  console.log([name, rows, kept, ...rates, peakMegabytes.toFixed(0)].join(" | "));
}
