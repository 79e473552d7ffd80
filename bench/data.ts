/**
 * Measures how long and in how much memory generated interactions become tasks, and compares with the time in which DuckDB reads
 * the same file: `npm run bench -- data [MILLIONS...]`, default 1 10 32. The largest file has 0.7 GB. Measurements alternate and the
 * fastest of three counts. Everything runs from the build, like an installed package.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { MeasuredRead } from "./data/measure.js";
import { writeInteractions } from "./data/write-interactions.js";

const run = promisify(execFile);
const ROUNDS = 3;
const PROGRAM = join(import.meta.dirname, "data/measure.ts");

const given = process.argv.slice(3).map(Number);
const millions = given.length === 0 ? [1, 10, 32] : given;

await run("npm", ["run", "build"]);
console.log(
  "rows | processor time, s | s | per million rows, s | peak memory, MB | DuckDB, s | ratio",
);
for (const count of millions) {
  const folder = await mkdtemp(join(tmpdir(), "star-bench-"));
  try {
    await writeInteractions(folder, { rows: count * 1e6, users: 70_000, items: 10_000 });
    await report(count, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function report(count: number, folder: string): Promise<void> {
  const star: MeasuredRead[] = [];
  const duckDb: MeasuredRead[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    duckDb.push(await measure("duckdb", folder));
    star.push(await measure("star", folder));
  }
  const least = (all: readonly MeasuredRead[], key: keyof MeasuredRead) =>
    Math.min(...all.map((one) => one[key]));
  const processor = least(star, "processorSeconds");
  const other = least(duckDb, "processorSeconds");
  const peak = Math.max(...star.map(({ peakMegabytes }) => peakMegabytes));
  const cells = [
    `${count} million`,
    processor.toFixed(2),
    least(star, "seconds").toFixed(2),
    (processor / count).toFixed(3),
    peak.toFixed(0),
    other.toFixed(2),
    (processor / other).toFixed(2),
  ];
  console.log(cells.join(" | "));
}

async function measure(what: "star" | "duckdb", folder: string): Promise<MeasuredRead> {
  const { stdout } = await run(process.execPath, ["--import", "tsx", PROGRAM, what, folder]);
  return JSON.parse(stdout);
}
