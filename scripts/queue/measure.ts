import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openCounts } from "./counts.js";
import { runStar } from "./star-process.js";
import type { PostgresServer } from "./start-postgres.js";

/** Options of {@link measureThroughput}. */
export interface ThroughputOptions {
  readonly postgres: PostgresServer;
  readonly flags: readonly string[];
  /** Folder for files. */
  readonly directory: string;
  /** How often both are measured, in turns. */
  readonly rounds: number;
}

const PROCESSES = 4;

/** Compares four workers of a queue with four `star teach --shard`, both from start to end. */
export async function measureThroughput(options: ThroughputOptions) {
  const seconds = { queue: new Array<number>(), shards: new Array<number>() };
  for (let round = 0; round < options.rounds; round++) {
    seconds.shards.push(await timeShards(options, round));
    seconds.queue.push(await timeQueue(options));
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const rows = seconds.queue.map((queue, round) => {
    const shards = seconds.shards[round] ?? Number.NaN;
    return `round ${round + 1}: 4 processes ${shards.toFixed(1)} s, 4 workers ${queue.toFixed(1)} s`;
  });
  return { ratio: sum(seconds.shards) / sum(seconds.queue), rows };
}

async function timeShards({ flags, directory }: ThroughputOptions, round: number) {
  const begun = performance.now();
  const shards = Array.from({ length: PROCESSES }, (_, part) => {
    const out = join(directory, `shard-${round}-${part}.jsonl`);
    const shard = ["--shard", `${part + 1}/${PROCESSES}`, "--concurrency", "1", "--out", out];
    return runStar({ args: ["teach", ...flags, ...shard] });
  });
  await Promise.all(shards.map((shard) => shard.completed()));
  return (performance.now() - begun) / 1000;
}

/** Without the time to put the tasks into the queue. */
async function timeQueue({ postgres: { url: queue }, flags }: ThroughputOptions) {
  const counts = openCounts(queue);
  await counts.clear();
  await counts.close();
  await runStar({ args: ["teach", "--queue", ...flags], queue }).completed();
  const begun = performance.now();
  const work = ["work", "--drain", "--poll", "1", "--concurrency", "1"];
  const workers = Array.from({ length: PROCESSES }, () => runStar({ args: work, queue }));
  await Promise.all(workers.map((worker) => worker.completed()));
  return (performance.now() - begun) / 1000;
}

/** Seconds that a worker has after its start, and for which it is then observed. */
const SETTLE_S = 15;
const IDLE_S = 60;
/** Clock ticks per second in `/proc`. */
const TICKS = 100;

/** The share of a core that a worker uses while the queue is empty. */
export async function measureIdleCost({ url: queue }: PostgresServer): Promise<number> {
  const worker = runStar({ args: ["work"], queue });
  const counts = openCounts(queue);
  while ((await counts.workers()) === 0) await setTimeout(100);
  await counts.close();
  await setTimeout(SETTLE_S * 1000);
  const before = await cpuTicks(worker.child.pid);
  await setTimeout(IDLE_S * 1000);
  const used = (await cpuTicks(worker.child.pid)) - before;
  worker.child.kill("SIGINT");
  await worker.ended;
  return used / TICKS / IDLE_S;
}

/** User and system time of a process. */
async function cpuTicks(pid: number | undefined): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
