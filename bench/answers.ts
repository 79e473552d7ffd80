/**
 * Measures single answers of an embedded student, one after another, and compares them with those of an older build:
 * `npm run bench -- answers STUDENT --before DIR --dataset NAME --tasks N --rounds N`. The builds take turns.
 */
import { loadavg } from "node:os";
import { startBuilds } from "./builds/options.js";
import { quantile } from "./builds/quantile.js";

const WAYS = [
  { name: "studentPolicy", request: { kind: "rank" } },
  {
    name: "student graph",
    request: { kind: "answer", temperature: 0, constrained: false },
  },
] as const;

const VARIANTS = [0, 1].flatMap((temperature) =>
  [false, true].map((constrained) => ({ kind: "answer", temperature, constrained }) as const),
);

const { builds, rounds, title } = await startBuilds({ tasks: 40, rounds: 5 });
const rows = WAYS.flatMap(({ name, request }) =>
  builds.map((build) => ({ name, request, build, wall: [] as number[], processor: 0 })),
);

// The first round is not counted: the builds compile their code and fill their caches.
for (let round = 0; round <= rounds; round++) {
  for (const row of rows) {
    const before = await row.build.ask({ kind: "processor" });
    const { wall } = await row.build.ask(row.request);
    const after = await row.build.ask({ kind: "processor" });
    if (round === 0) continue;
    row.wall.push(...wall);
    row.processor += after - before;
  }
}

console.log(`${title}, load ${(loadavg()[0] ?? 0).toFixed(1)}`);
console.log(`${"".padEnd(28)} p50 ms  p95 ms  processor ms`);
for (const { name, build, wall, processor } of rows) {
  const cells = [quantile(wall, 0.5), quantile(wall, 0.95), processor / wall.length];
  const printed = cells.map((cell) => cell.toFixed(1).padStart(7));
  console.log(`${`${name}, ${build.name}`.padEnd(28)}${printed.join(" ")}`);
}
for (const { name } of WAYS) {
  const [own, older] = rows.filter((row) => row.name === name);
  if (own === undefined || older === undefined) continue;
  const time = quantile(own.wall, 0.5) / quantile(older.wall, 0.5);
  const processor = own.processor / older.processor;
  console.log(
    `${name}: ${time.toFixed(2)} of the time before (p50), ${processor.toFixed(2)} of the processor time`,
  );
}
if (builds.length > 1) await compareTranscripts();
for (const build of builds) build.stop();

async function compareTranscripts(): Promise<void> {
  for (const request of VARIANTS) {
    const all: (readonly string[])[] = [];
    for (const build of builds) all.push((await build.ask(request)).transcripts);
    const [own = [], older = []] = all;
    const equal = own.filter((transcript, task) => transcript === older[task]).length;
    const form = request.constrained ? "constrained" : "free";
    console.log(
      `equal transcripts, temperature ${request.temperature}, ${form}: ${equal} of ${own.length}`,
    );
  }
}
