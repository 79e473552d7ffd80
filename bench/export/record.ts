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

/** Trajectories, and the cost of recording them. */
export interface RecordingCost {
  readonly dataset: string;
  readonly trajectories: readonly Trajectory[];
  /** Runs of nodes, models and tools per task. */
  readonly runsPerTask: number;
  /** Processor time per task, in milliseconds. */
  readonly milliseconds: {
    /** Without callbacks. */
    readonly plain: number;
    /** With a tracer that does nothing: the cost of LangChain's callbacks. */
    readonly traced: number;
    /** With a recorder. */
    readonly recorded: number;
  };
}

/** Enough rounds that the fastest one of each kind is undisturbed. */
const ROUNDS = 7;
const TASKS_PER_ROUND = 40;

/** Runs the teacher on training tasks without callbacks, traced and recorded in turn, and reports the fastest round of each. */
export async function measureRecording(limit: number): Promise<RecordingCost> {
  const { dataset, tasks, graph } = await prepare(limit);
  const sample = tasks.slice(0, TASKS_PER_ROUND);
  const counter = new SilentTracer();
  const options = { graph, dataset, fingerprint: "bench", temperature: 0 };
  const invoke = (task: (typeof tasks)[number], callbacks: BaseTracer[]) =>
    graph.invoke(toGraphInput(task, dataset), { context: { task: visible(task) }, callbacks });
  const kinds = {
    plain: (task: (typeof tasks)[number]) => invoke(task, []),
    traced: (task: (typeof tasks)[number]) => invoke(task, [counter]),
    recorded: (task: (typeof tasks)[number]) => runTask({ ...options, task }),
  };
  const milliseconds = { plain: Infinity, traced: Infinity, recorded: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ["plain", "traced", "recorded"] as const) {
      const elapsed = await processorTime(async () => {
        for (const task of sample) await kinds[kind](task);
      });
      milliseconds[kind] = Math.min(milliseconds[kind], elapsed / sample.length);
    }
  }
  const trajectories: Trajectory[] = [];
  for (const task of tasks) trajectories.push(await runTask({ ...options, task }));
  const runsPerTask = counter.runs / sample.length / ROUNDS;
  return { dataset: dataset.name, trajectories, runsPerTask, milliseconds };
}

/** Uses MovieLens-100K when `STAR_DATA_DIR` is set, else the synthetic dataset. */
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

/** Processor time of this process, in milliseconds. */
async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
