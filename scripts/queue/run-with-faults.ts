import { setTimeout } from "node:timers/promises";
import { runStar, type StarProcess } from "./star-process.js";
import type { PostgresServer } from "./start-postgres.js";
import { openCounts } from "./counts.js";

/** Options of {@link runWithFaults}. */
export interface FaultOptions {
  readonly postgres: PostgresServer;
  readonly flags: readonly string[];
  readonly out: string;
  readonly tasks: number;
  readonly kills: number;
  readonly restarts: number;
}

const WORKERS = 4;

/** Runs tasks on four workers, kills them in turn, each after a part of the results, and starts others; restarts the database. */
export async function runWithFaults(options: FaultOptions) {
  const { postgres, flags, out, tasks } = options;
  const queue = postgres.url;
  const teach = ["teach", "--queue", "--lease", "5", ...flags];
  await runStar({ args: teach, queue }).completed();
  const begun = performance.now();
  const waiting = runStar({ args: [...teach, "--wait", "--out", out], queue });
  const work = ["work", "--drain", "--poll", "1", "--concurrency", "1"];
  const startWorker = () => runStar({ args: work, queue });
  const workers = Array.from({ length: WORKERS }, startWorker);
  const counts = openCounts(queue);
  let [kills, restarts] = [0, 0];
  const due = (number: number, of: number) => ((number + 1) * tasks) / (of + 2);
  while (kills < options.kills || restarts < options.restarts) {
    const results = await counts.results();
    if (results >= tasks) break;
    if (kills < options.kills && results >= due(kills, options.kills)) {
      const place = kills++ % WORKERS;
      workers[place]?.child.kill("SIGKILL");
      workers[place] = startWorker();
    }
    if (restarts < options.restarts && results >= due(restarts, options.restarts)) {
      restarts++;
      await postgres.restart(2000);
    }
    await setTimeout(100);
  }
  await waiting.completed();
  const seconds = (performance.now() - begun) / 1000;
  await Promise.all(workers.map(({ ended }) => ended));
  await counts.close();
  const exitCodes = workers.map(({ child }: StarProcess) => child.exitCode);
  return { kills, restarts, seconds, exitCodes };
}
