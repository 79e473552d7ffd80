import { BaseTracer } from "@langchain/core/tracers/base";
import {
  createTasks,
  createTeacher,
  createTools,
  fitCollaborativeIndex,
  fitInteractions,
  loadDataset,
  OfflineModel,
  toGraphInput,
  type Trajectory,
  visible,
} from "langgraph-star";
import { runTask } from "langgraph-star/export";

export interface Recorded {
  readonly dataset: string;
  readonly trajectories: readonly Trajectory[];
  /** Of nodes, models and tools: what a recorder is told of, a task. */
  readonly runsPerTask: number;
  /** Processor time a task, in milliseconds. */
  readonly milliseconds: {
    /** Without callbacks. */
    readonly alone: number;
    /** With a tracer that does nothing: what LangChain takes to tell anybody. */
    readonly told: number;
    readonly recorded: number;
  };
}

/** Often enough for the quickest round of each kind to be undisturbed. */
const ROUNDS = 7;
const TASKS_A_ROUND = 40;

/** Lets the teacher answer training tasks, by turns alone and watched, and takes the quickest round of each. */
export async function record(limit: number): Promise<Recorded> {
  const { dataset, tasks, graph } = await prepare(limit);
  const some = tasks.slice(0, TASKS_A_ROUND);
  const counter = new SilentTracer();
  const about = { graph, dataset, fingerprint: "bench", temperature: 0 };
  const ask = (task: (typeof tasks)[number], callbacks: BaseTracer[]) =>
    graph.invoke(toGraphInput(task, dataset), { context: { task: visible(task) }, callbacks });
  const kinds = {
    alone: (task: (typeof tasks)[number]) => ask(task, []),
    told: (task: (typeof tasks)[number]) => ask(task, [counter]),
    recorded: (task: (typeof tasks)[number]) => runTask({ ...about, task }),
  };
  const milliseconds = { alone: Infinity, told: Infinity, recorded: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ["alone", "told", "recorded"] as const) {
      const took = await processorTime(async () => {
        for (const task of some) await kinds[kind](task);
      });
      milliseconds[kind] = Math.min(milliseconds[kind], took / some.length);
    }
  }
  const trajectories: Trajectory[] = [];
  for (const task of tasks) trajectories.push(await runTask({ ...about, task }));
  const runsPerTask = counter.runs / some.length / ROUNDS;
  return { dataset: dataset.name, trajectories, runsPerTask, milliseconds };
}

/** MovieLens-100K where it is, else the synthetic dataset. */
async function prepare(limit: number) {
  const directory = process.env["STAR_DATA_DIR"];
  const name = directory === undefined ? "synthetic" : "movielens-100k";
  const dataset = await loadDataset({ name, directory });
  const sequences = fitInteractions(dataset, "train");
  const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
  const { tasks } = createTasks(dataset, { split: "train", limit });
  const tools = createTools({ index, dataset });
  const graph = createTeacher({ llm: new OfflineModel(), tools }).compile({ name: "star-teacher" });
  return { dataset, tasks, graph };
}

class SilentTracer extends BaseTracer {
  override readonly name = "silent_tracer";
  override awaitHandlers = true;
  runs = 0;
  override onRunCreate(): void {
    this.runs++;
  }
  protected override _addChildRun(): void {}
  protected override async persistRun(): Promise<void> {}
}

/** Milliseconds that the processor worked, whoever else it worked for meanwhile. */
async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
