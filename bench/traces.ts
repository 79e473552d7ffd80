/**
 * Measures how a large file of trajectories is opened by `star trace --open`: `npm run bench -- traces FILE [GIGABYTES]`, with a file of
 * `star teach`, whose first 500 trajectories are repeated under new ids (default: 1 GB). Each step has a process of its own.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readTrajectories, type Trajectory } from "langgraph-star/recorder";
import { repeatRows } from "./export/repeat-rows.js";
import type { MeasuredOpening } from "./traces/measure.js";

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, "traces/measure.ts");
const MEGABYTE = 1e6;
const SOURCE_ROWS = 500;

const [source = "", gigabytes = "1"] = process.argv.slice(3);
const folder = await mkdtemp(join(tmpdir(), "star-bench-"));
try {
  const path = join(folder, "runs.jsonl");
  const rows = await writeRows(path, Number(gigabytes) * 1000 * MEGABYTE);
  const megabytes = (await stat(path)).size / MEGABYTE;
  console.log(`${rows} trajectories, ${megabytes.toFixed(0)} MB\n`);
  console.log("step | s | processor time, s | MB/s | peak memory, MB");
  for (const step of ["first opening", "next opening", "search"] as const) {
    const { seconds, processorSeconds, peakMegabytes } = await measure(step, path);
    const rate = step === "next opening" ? "" : (megabytes / seconds).toFixed(0);
    const cells = [step, seconds.toFixed(2), processorSeconds.toFixed(2), rate];
    console.log([...cells, peakMegabytes.toFixed(0)].join(" | "));
  }
} finally {
  await rm(folder, { recursive: true });
}

/** Repeats trajectories of the source until the file has about this size, and returns how many it wrote. */
async function writeRows(path: string, bytes: number): Promise<number> {
  const trajectories: Trajectory[] = [];
  for await (const trajectory of readTrajectories(source)) {
    trajectories.push(trajectory);
    if (trajectories.length === SOURCE_ROWS) break;
  }
  await repeatRows(path, trajectories, trajectories.length);
  const { size } = await stat(path);
  const rows = Math.round((bytes / size) * trajectories.length);
  await repeatRows(path, trajectories, rows);
  return rows;
}

async function measure(step: string, path: string): Promise<MeasuredOpening> {
  const conditions = "--conditions=star-source";
  const { stdout } = await run(process.execPath, [
    conditions,
    "--import",
    "tsx",
    PROGRAM,
    step,
    path,
  ]);
  return JSON.parse(stdout);
}
