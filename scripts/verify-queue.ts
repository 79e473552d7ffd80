// Verifies star teach --queue and star work against a Postgres of its own: `npm run verify:queue -- [--tasks 5000] [--kills 20]`.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareFiles } from "./queue/compare-files.js";
import { measureIdleCost, measureThroughput } from "./queue/measure.js";
import { runWithFaults } from "./queue/run-with-faults.js";
import { datasetFlags, runStar } from "./queue/star-process.js";
import { findPostgres, startPostgres } from "./queue/start-postgres.js";

const { values } = parseArgs({
  options: {
    tasks: { type: "string", default: "5000" },
    kills: { type: "string", default: "20" },
    restarts: { type: "string", default: "2" },
    rounds: { type: "string", default: "2" },
  },
});
const [tasks, kills, restarts, rounds] = [
  values.tasks,
  values.kills,
  values.restarts,
  values.rounds,
].map(Number) as [number, number, number, number];
const folder = findPostgres();
if (folder === undefined) throw new Error("Postgres is not installed: apt-get install postgresql");
const postgres = await startPostgres(folder);
const directory = await mkdtemp(join(tmpdir(), "star-queue-"));
const failures: string[] = [];
const check = (what: string, isTrue: boolean) => {
  console.log(`${isTrue ? "ok" : "FAILED"}: ${what}`);
  if (!isTrue) failures.push(what);
};
try {
  const flags = datasetFlags(tasks);
  const [queued, own] = [join(directory, "queued.jsonl"), join(directory, "own.jsonl")];
  const faults = await runWithFaults({ postgres, flags, out: queued, tasks, kills, restarts });
  console.log(
    `4 workers, ${faults.kills} killed, database restarted ${faults.restarts} times: ${faults.seconds.toFixed(0)} s`,
  );
  check(
    `${kills} workers were killed, and the database restarted ${restarts} times`,
    faults.kills === kills && faults.restarts === restarts,
  );
  check(
    `the worker's exit codes are 0`,
    faults.exitCodes.every((code) => code === 0),
  );
  await runStar({ args: ["teach", ...flags, "--out", own] }).completed();
  const comparison = await compareFiles(queued, own);
  check(
    `${tasks} trajectories, each once: ${comparison.lines}, ${comparison.ids} ids`,
    comparison.lines === tasks && comparison.ids === tasks,
  );
  check("equal to those of one process, apart from times, in the same order", comparison.isEqual);
  const some = datasetFlags(Math.min(tasks, 800));
  const { ratio, rows } = await measureThroughput({ postgres, flags: some, directory, rounds });
  for (const row of rows) console.log(row);
  check(
    `throughput is ${(100 * ratio).toFixed(1)}% of four processes without a queue, at least 85%`,
    ratio >= 0.85,
  );
  const idle = await measureIdleCost(postgres);
  check(`an idle worker uses ${(100 * idle).toFixed(2)}% of a core, less than 1%`, idle < 0.01);
} finally {
  await postgres.stop();
}
if (failures.length > 0) process.exitCode = 1;
