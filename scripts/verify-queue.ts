// Verifies star teach --queue and star work against a Postgres of its own: `npm run verify:queue -- [--tasks 5000] [--kills 20]
// [--parts faults,throughput,idle]`.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareFiles } from "./queue/compare-files.js";
import { measureIdleCost, measureThroughput } from "./queue/measure.js";
import { runWithFaults } from "./queue/run-with-faults.js";
import { datasetFlags, runStar } from "./queue/star-process.js";
import { findPostgres, type PostgresServer, startPostgres } from "./queue/start-postgres.js";

const { values } = parseArgs({
  options: {
    tasks: { type: "string", default: "5000" },
    kills: { type: "string", default: "20" },
    restarts: { type: "string", default: "2" },
    rounds: { type: "string", default: "2" },
    parts: { type: "string", default: "faults,throughput,idle" },
  },
});
const [tasks, kills, restarts, rounds] = [
  values.tasks,
  values.kills,
  values.restarts,
  values.rounds,
].map(Number) as [number, number, number, number];
const parts = values.parts.split(",");
const folder = findPostgres();
if (folder === undefined) throw new Error("Postgres is not installed: apt-get install postgresql");
const postgres = await startPostgres(folder);
const directory = await mkdtemp(join(tmpdir(), "star-queue-"));
const failures: string[] = [];
const check = (what: string, isTrue: boolean) => {
  console.log(`${isTrue ? "ok" : "FAILED"}: ${what}`);
  if (!isTrue) failures.push(what);
};
/** Short runs, so that there are many in little time. */
const SHORT = ["--max-reflections", "0", "--no-evidence", "--no-neighbors"];
/** Most tasks with which throughput is compared. */
const COMPARED = 800;

async function checkFaults(server: PostgresServer): Promise<void> {
  const flags = [...datasetFlags(tasks), ...SHORT];
  const [queued, own] = [join(directory, "queued.jsonl"), join(directory, "own.jsonl")];
  const work = { postgres: server, flags, out: queued, tasks, kills, restarts };
  const faults = await runWithFaults(work);
  console.log(`${tasks} tasks, 4 workers: ${faults.seconds.toFixed(0)} s`);
  const isDone = faults.kills === kills && faults.restarts === restarts;
  check(
    `${faults.kills} workers were killed, the database restarted ${faults.restarts} times`,
    isDone,
  );
  check(
    `the workers end with ${faults.exitCodes}`,
    faults.exitCodes.every((code) => code === 0),
  );
  await runStar({ args: ["teach", ...flags, "--out", own] }).completed();
  const { lines, ids, isEqual } = await compareFiles(queued, own);
  check(`${lines} trajectories with ${ids} ids`, lines === tasks && ids === tasks);
  check("equal to those of one process, in the same order, apart from times", isEqual);
}

async function checkThroughput(server: PostgresServer): Promise<void> {
  const flags = datasetFlags(Math.min(tasks, COMPARED));
  const { ratio, rows } = await measureThroughput({ postgres: server, flags, directory, rounds });
  for (const row of rows) console.log(row);
  const percent = (100 * ratio).toFixed(1);
  check(`4 workers have ${percent}% of the throughput of 4 processes, at least 85%`, ratio >= 0.85);
}

async function checkIdle(server: PostgresServer): Promise<void> {
  const share = await measureIdleCost(server);
  check(`an idle worker uses ${(100 * share).toFixed(2)}% of a core, less than 1%`, share < 0.01);
}

try {
  if (parts.includes("faults")) await checkFaults(postgres);
  if (parts.includes("throughput")) await checkThroughput(postgres);
  if (parts.includes("idle")) await checkIdle(postgres);
} finally {
  await postgres.stop();
}
if (failures.length > 0) process.exitCode = 1;
