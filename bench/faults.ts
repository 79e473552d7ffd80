/**
 * Compares `star teach` on a server with faults and on the same server without: `npm run bench -- faults [TASKS] [SHARE]`. TASKS is 2000
 * by default, SHARE of the requests is answered with a fault of 28 kinds (0.2). The server runs in a process of its own, answers as the
 * offline model does, and simulates latency. The two runs take turns in a half of the tasks each, so that both see the same load.
 */
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTrajectories } from "../src/trajectory/trajectory-file.js";
import { FAULTS } from "./faults/kinds.js";

const TURNS = 2;
const tasks = Number(process.argv[3] ?? 2000);
const share = Number(process.argv[4] ?? 0.2);
const LOADER = ["--conditions=star-source", "--import", "tsx"];

interface Run {
  readonly path: string;
  readonly url: string;
  readonly stop: () => Promise<Record<string, number>>;
  seconds: number;
  /** Resident memory in MB, sampled each second, of each turn. */
  readonly memory: number[][];
}

const folder = await mkdtemp(join(tmpdir(), "star-bench-"));
try {
  const runs = { without: await begin("without", 0), with: await begin("with", share) };
  for (let turn = 1; turn <= TURNS; turn++) {
    for (const run of Object.values(runs))
      await teach(run, 2 * Math.ceil((tasks * turn) / TURNS / 2));
  }
  for (const [name, run] of Object.entries(runs)) await report(`${name} faults`, run);
  const ratio = (100 * runs.without.seconds) / runs.with.seconds;
  console.log(`Throughput with faults is ${ratio.toFixed(1)}% of that without.`);
} finally {
  await rm(folder, { recursive: true });
}

async function begin(name: string, faults: number): Promise<Run> {
  const program = join(import.meta.dirname, "faults/server.ts");
  const server = fork(program, [`${faults}`], { execArgv: LOADER });
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const stop = async () => {
    server.send("stop");
    const [{ served }] = (await once(server, "message")) as [{ served: Record<string, number> }];
    return served;
  };
  const url = `http://127.0.0.1:${port}/v1`;
  return { path: join(folder, `${name}.jsonl`), url, stop, seconds: 0, memory: [] };
}

/** Continues the run's file up to this number of tasks: two of each user. */
async function teach(run: Run, upTo: number): Promise<void> {
  const flags = `--concurrency 32 --first-byte-timeout 2 --timeout 4 --draws 2 --tasks ${upTo / 2}`;
  const args = `teach --model openai:offline --base-url ${run.url} ${flags} --keep-failed`.split(
    " ",
  );
  const start = performance.now();
  const command = [...LOADER, "src/cli/main.ts", ...args, "--out", run.path];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.pipe(process.stdout);
  const samples: number[] = [];
  const sampler = setInterval(() => samples.push(megabytesOf(child.pid ?? 0)), 1000);
  const [code] = (await once(child, "close")) as [number];
  clearInterval(sampler);
  if (code !== 0) throw new Error(`star teach ended with code ${code}.`);
  run.seconds += (performance.now() - start) / 1000;
  run.memory.push(samples);
}

function megabytesOf(pid: number): number {
  try {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", `${pid}`], { encoding: "utf8" })) / 1024;
  } catch {
    return Number.NaN; // The process has just ended.
  }
}

async function report(name: string, { path, seconds, memory, stop }: Run): Promise<void> {
  const served = await stop();
  const requests = Object.values(served).reduce((sum, count) => sum + count, 0);
  const faulty = requests - (served["none"] ?? 0);
  const statuses: Record<string, number> = {};
  const errors = new Map<string, number>();
  const ids = new Set<string>();
  let lines = 0;
  for await (const { id, status, error } of readTrajectories(path)) {
    lines++;
    ids.add(id);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status !== "completed") errors.set(`${error}`, (errors.get(`${error}`) ?? 0) + 1);
  }
  const done = statuses["completed"] ?? 0;
  console.log(`\n${name}: ${lines} lines, ${ids.size} distinct tasks, ${JSON.stringify(statuses)}`);
  console.log(
    `  ${((100 * done) / tasks).toFixed(2)}% completed, ${(lines / seconds).toFixed(1)} tasks/s`,
  );
  console.log(
    `  ${requests} requests, ${faulty} with faults of ${Object.keys(served).length - 1} kinds`,
  );
  for (const [turn, samples] of memory.entries())
    console.log(`  turn ${turn + 1}: ${quarters(samples)} MB`);
  for (const [error, count] of errors) console.log(`  ${count} x ${error.slice(0, 200)}`);
}

/** The largest resident memory in each quarter of the time. */
function quarters(samples: readonly number[]): string {
  const known = samples.filter((sample) => !Number.isNaN(sample));
  const size = Math.ceil(known.length / 4);
  return [0, 1, 2, 3]
    .map((part) => Math.max(...known.slice(part * size, (part + 1) * size)).toFixed(0))
    .join(", ");
}

if (Object.keys(FAULTS).length !== 28) throw new Error("The description says 28 kinds.");
