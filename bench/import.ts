/**
 * The processor time of importing this package, compared with `@langchain/langgraph` alone: `npm run build`, then
 * `npm run bench -- import`. Prints medians of alternating runs in new processes, user and system time together.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";

const RUNS = 9;
const BUILD = "dist/index.js";
/** Above this ratio, something heavy is imported that should be imported when it is used. */
const MOST = 1.3;

if (existsSync(BUILD)) report();
else {
  console.error(`There is no ${BUILD}. Run \`npm run build\` first.`);
  process.exitCode = 2;
}

function report(): void {
  const imports = {
    langgraph: "@langchain/langgraph",
    "langgraph-star": pathToFileURL(BUILD).href,
  };
  const times = new Map(Object.keys(imports).map((name) => [name, [] as number[]]));
  for (let run = 0; run < RUNS; run++) {
    for (const [name, specifier] of Object.entries(imports))
      times.get(name)?.push(measure(specifier));
  }
  const [base = 0, own = 0] = Array.from(times.values(), median);
  console.log(`import @langchain/langgraph  ${base.toFixed(2)} s`);
  console.log(`import langgraph-star        ${own.toFixed(2)} s`);
  const ratio = own / base;
  console.log(`ratio                        ${ratio.toFixed(2)} (at most ${MOST})`);
  if (ratio > MOST) process.exitCode = 1;
}

/** Processor time of a process that imports one module, in seconds. */
function measure(specifier: string): number {
  const program = `await import(${JSON.stringify(specifier)});
const { user, system } = process.cpuUsage();
console.log((user + system) / 1e6);`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
