/**
 * Measures `POST /recommend` of a served student at several numbers of requests at a time, and compares it with an older build:
 * `npm run bench -- serve STUDENT --before DIR --dataset NAME --tasks N --rounds N`. The builds take turns.
 */
import { loadavg } from "node:os";
import type { Build } from "./builds/build.js";
import { startBuilds } from "./builds/options.js";
import type { Served } from "./builds/protocol.js";
import { quantile } from "./builds/quantile.js";

const CONCURRENCIES = [1, 8, 32];

const { builds, rounds, title } = await startBuilds({ tasks: 96, rounds: 3 });
interface Row {
  readonly concurrency: number;
  readonly build: Build;
  readonly server: Served;
  readonly latencies: number[];
  seconds: number;
  processor: number;
}
const rows: Row[] = [];
const servers = new Map<Build, Served>();
for (const build of builds)
  servers.set(build, await build.ask({ kind: "serve", maxRunning: Math.max(...CONCURRENCIES) }));
for (const concurrency of CONCURRENCIES) {
  for (const [build, server] of servers)
    rows.push({ concurrency, build, server, latencies: [], seconds: 0, processor: 0 });
}

/** The response to every question, when nothing else is asked. */
const alone = await askAll([...servers.values()].at(-1), 1);
let different = 0;
let compared = 0;
// The first round is not counted: the builds compile their code and fill their caches.
for (let round = 0; round <= rounds; round++) {
  for (const row of rows) {
    const before = await row.build.ask({ kind: "processor" });
    const start = performance.now();
    const responses = await askAll(row.server, row.concurrency);
    const seconds = (performance.now() - start) / 1000;
    const after = await row.build.ask({ kind: "processor" });
    compared += responses.length;
    different += responses.filter(({ text }, index) => text !== alone[index]?.text).length;
    if (round === 0) continue;
    row.latencies.push(...responses.map(({ milliseconds }) => milliseconds));
    row.seconds += seconds;
    row.processor += after - before;
  }
}

console.log(`${title}, load ${(loadavg()[0] ?? 0).toFixed(1)}`);
console.log(`${"".padEnd(28)} requests/s  p50 ms  processor ms`);
for (const { concurrency, build, latencies, seconds, processor } of rows) {
  const { length } = latencies;
  console.log(
    [
      `${concurrency} at a time, ${build.name}`.padEnd(28),
      (length / seconds).toFixed(1).padStart(10),
      quantile(latencies, 0.5).toFixed(1).padStart(8),
      (processor / length).toFixed(1).padStart(13),
    ].join(""),
  );
}
for (const concurrency of CONCURRENCIES) {
  const [own, older] = rows.filter((row) => row.concurrency === concurrency);
  if (own === undefined || older === undefined) continue;
  const rate = older.seconds / own.seconds;
  const processor = own.processor / older.processor;
  console.log(
    `${concurrency} at a time: ${rate.toFixed(1)} times the requests before, ${processor.toFixed(2)} of the processor time`,
  );
}
console.log(`responses other than those to single requests before: ${different} of ${compared}`);
for (const build of builds) build.stop();

interface Response {
  readonly text: string;
  readonly milliseconds: number;
}

/** Asks every question once, some at a time. */
async function askAll(server: Served | undefined, concurrency: number): Promise<Response[]> {
  const { url = "", questions = [] } = server ?? {};
  const responses: Response[] = [];
  const left = questions.entries();
  const ask = async () => {
    for (const [index, body] of left) {
      const start = performance.now();
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(`${url}/recommend`, { method: "POST", headers, body });
      const text = await response.text();
      if (!response.ok) throw new Error(text);
      responses[index] = { text, milliseconds: performance.now() - start };
    }
  };
  await Promise.all(Array.from({ length: concurrency }, ask));
  return responses;
}
