/** One measurement in a process of its own, which prints a line of JSON: `measure.js star|duckdb FOLDER`. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a measurement prints. */
export interface MeasuredRead {
  readonly seconds: number;
  /** Of all threads of the process, without the import of modules. */
  readonly processorSeconds: number;
  /** Of the whole process. */
  readonly peakMegabytes: number;
  readonly interactions: number;
}

const [what, folder = ""] = process.argv.slice(2);

/** From the files to tasks, as a program would do it. */
async function readWithStar(): Promise<() => Promise<number>> {
  const { createTasks, loadDataset, splitTargets } = await import("langgraph-star/data");
  const tiny = await writeTinyDataset();
  await loadDataset({ name: "generic", directory: tiny }); // imports the loader
  await rm(tiny, { recursive: true });
  return async () => {
    const dataset = await loadDataset({ name: "generic", directory: folder });
    const protocol = splitTargets(dataset);
    const { tasks } = createTasks(dataset, { split: "test", protocol, limit: 1000 });
    if (tasks.length !== 1000) throw new Error(`expected 1000 tasks, found ${tasks.length}`);
    return dataset.interactions.length;
  };
}

async function writeTinyDataset(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "star-bench-tiny-"));
  await writeFile(join(directory, "items.csv"), "item_id,title\na,Tea\n");
  await writeFile(join(directory, "interactions.csv"), "user_id,item_id,timestamp\nu,a,5\n");
  return directory;
}

/** DuckDB reads every field as its type and returns one row. */
async function readWithDuckDb(): Promise<() => Promise<number>> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create()).connect();
  const file = join(folder, "interactions.csv");
  return async () => {
    const reader = await connection.runAndReadAll(
      `SELECT count(*), max(user_id), max(item_id), max(timestamp) FROM read_csv('${file}', auto_detect = false,
       header = true, columns = {user_id: 'VARCHAR', item_id: 'VARCHAR', timestamp: 'BIGINT'})`,
    );
    return Number(reader.getRows()[0]?.[0]);
  };
}

const read = await (what === "duckdb" ? readWithDuckDb() : readWithStar());
const begun = process.cpuUsage();
const beginning = performance.now();
const interactions = await read();
const seconds = (performance.now() - beginning) / 1000;
const { user, system } = process.cpuUsage(begun);
const measured: MeasuredRead = {
  seconds,
  processorSeconds: (user + system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  interactions,
};
console.log(JSON.stringify(measured));
