/** Computes evidence and runs the teacher of one build: `worker.ts BUILD SIZES`, forked. It imports the package from the build's folder. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type * as Star from "../../src/index.js";
import { answerRequests } from "../builds/build-process.js";
import type { CatalogSizes, MeasuredTasks, TaskRequest } from "./protocol.js";

const [build = "", json = "{}"] = process.argv.slice(2);
const star = (await import(join(build, "src/index.ts"))) as typeof Star;

/** Runs one task and returns its answer. */
type RunTask = (task: Star.VisibleTask) => Promise<string>;

async function prepare(sizes: CatalogSizes | undefined) {
  const dataset = await star.loadDataset({ name: "synthetic", sizes });
  const sequences = star.fitInteractions(dataset, "test");
  const index = await star.fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
  const { tasks } = star.createTasks(dataset, { split: "test" });
  return { dataset, tasks, tools: star.createTools({ index, dataset }) };
}

async function prepareEvidence() {
  const { tasks, tools } = await prepare(JSON.parse(json) as CatalogSizes);
  const tool = tools.find(({ name }) => name === "translate_evidence");
  const run: RunTask = async (task) => {
    const request = { user_id: task.userId, item_id: "candidates", focus: "all" };
    return String(await tool?.invoke(request, { context: { task } } as object));
  };
  return { tasks, run };
}

async function prepareTeacher() {
  const { dataset, tasks, tools } = await prepare(undefined);
  const graph = star.createTeacher({ llm: new star.OfflineModel(), tools }).compile();
  const run: RunTask = async (task) => {
    const input = star.toGraphInput(task, dataset);
    const { ranking, findings } = await graph.invoke(input, { context: { task } });
    return JSON.stringify({ ranking, findings });
  };
  return { tasks, run };
}

const runners = { evidence: await prepareEvidence(), teacher: await prepareTeacher() };
const done = { evidence: 0, teacher: 0 };
/** Kept, as by a program that runs many tasks of one list. */
const histories: unknown[] = [];

async function measure({ kind, tasks: count }: TaskRequest): Promise<MeasuredTasks> {
  const { tasks, run } = runners[kind];
  const hash = createHash("sha256");
  const selected = Array.from({ length: count }, (_, at) =>
    star.visible(tasks[(done[kind] + at) % tasks.length] as Star.RecommendationTask),
  );
  done[kind] += count;
  histories.push(...selected.map(({ history }) => history));
  const begun = process.cpuUsage();
  const beginning = performance.now();
  for (const task of selected) hash.update(await run(task));
  const wall = (performance.now() - beginning) / selected.length;
  const { user, system } = process.cpuUsage(begun);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return {
    processor: (user + system) / 1000 / selected.length,
    wall,
    megabytes: (heapUsed + external) / 2 ** 20,
    answers: hash.digest("hex"),
  };
}

answerRequests(measure);
