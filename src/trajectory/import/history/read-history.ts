import { StarError } from "../../../errors.js";
import { isRecord } from "../../../json.js";
import { parseExport } from "../exported/exported-run.js";
import {
  snapshotSchema,
  type HistoryCheckpoint,
  type HistoryTask,
  type NodeRun,
  type Snapshot,
} from "./snapshot.js";

type Configurable = Readonly<Record<string, unknown>>;

/** The part of a compiled graph that reading a thread needs. */
export interface ThreadedGraph {
  getName(): string;
  getStateHistory(config: { configurable: Record<string, unknown> }): AsyncIterable<unknown>;
  /** The graph's nodes by name, with the options of `addNode`. */
  readonly nodes?: unknown;
}

/** A graph and the thread, or part of a thread, with its checkpoints. */
interface HistoryLocation {
  readonly graph: ThreadedGraph;
  readonly configurable: Configurable;
  /** Nodes of the graph that the checkpoints belong to. */
  readonly nodes: unknown;
  readonly starStep: string | undefined;
  /** For a graph inside another: id of the checkpoint at which its node was planned. */
  readonly plannedAt: string | undefined;
}

/** The checkpoints that lead to the requested one, by default the newest, oldest first. */
export async function readHistory(location: HistoryLocation): Promise<HistoryCheckpoint[]> {
  const { checkpoint_id: wanted } = location.configurable;
  const isNamed = wanted !== undefined && location.plannedAt === undefined;
  const snapshots = await listSnapshots(location);
  const head = isNamed ? snapshots.find((one) => checkpointId(one) === wanted) : snapshots[0];
  const checkpoints: HistoryCheckpoint[] = [];
  for (const snapshot of lineage(snapshots, head)) {
    // If the thread continued after the requested checkpoint, the nodes planned there are not part of the result.
    const isEnd =
      snapshot === head && snapshots.some((one) => parentId(one) === checkpointId(snapshot));
    const tasks: NodeRun[] = [];
    for (const task of isEnd ? [] : snapshot.tasks) {
      tasks.push(await readNode(location, task, checkpointId(snapshot)));
    }
    checkpoints.push({ ...snapshot, tasks });
  }
  return checkpoints;
}

/** All checkpoints, newest first, including those of forks. */
async function listSnapshots({
  graph,
  configurable,
  plannedAt,
}: HistoryLocation): Promise<Snapshot[]> {
  const thread = Object.fromEntries(
    Object.entries(configurable).filter(([key]) => key !== "checkpoint_id"),
  );
  const snapshots: Snapshot[] = [];
  for await (const raw of loadable(graph.getStateHistory({ configurable: thread }), thread)) {
    const snapshot = parseExport(snapshotSchema, raw, {
      source: `Checkpoint ${snapshots.length} of thread "${String(thread["thread_id"])}"`,
      remedy: "Pass a graph compiled with @langchain/langgraph 1.7 or later.",
    });
    if (plannedAt === undefined || belongsTo(snapshot, plannedAt)) snapshots.push(snapshot);
  }
  return snapshots;
}

/** LangGraph throws where it cannot load a checkpoint: a BigInt in the state is stored without an error and loses the state. */
async function* loadable(history: AsyncIterable<unknown>, thread: Configurable) {
  try {
    yield* history;
  } catch (cause) {
    if (cause instanceof StarError) throw cause;
    throw new StarError("TRAJECTORY_INVALID", {
      message: `LangGraph cannot load a checkpoint of thread "${String(thread["thread_id"])}": ${String(cause)}`,
      remedy:
        "Remove values that JSON cannot hold, such as a BigInt, from the state, and run again.",
      cause,
    });
  }
}

function parentId({ parentConfig }: Snapshot): string | undefined {
  return parentConfig?.configurable.checkpoint_id;
}

/** Id of a checkpoint. */
export function checkpointId({ config }: Pick<Snapshot, "config">): string {
  return config.configurable.checkpoint_id;
}

/** A graph that keeps its own memory has checkpoints of other calls in the same namespace. */
function belongsTo({ metadata: { parents } }: Snapshot, plannedAt: string): boolean {
  const known = Object.values(parents ?? {});
  return known.length === 0 || known.includes(plannedAt);
}

/** The ancestors of `head` and `head` itself, oldest first. */
function lineage(snapshots: readonly Snapshot[], head: Snapshot | undefined): Snapshot[] {
  const byId = new Map(snapshots.map((snapshot) => [checkpointId(snapshot), snapshot]));
  const ancestors: Snapshot[] = [];
  for (let one = head; one !== undefined;) {
    ancestors.unshift(one);
    byId.delete(checkpointId(one));
    one = byId.get(parentId(one) ?? "");
  }
  return ancestors;
}

async function readNode(
  location: HistoryLocation,
  task: HistoryTask,
  plannedAt: string,
): Promise<NodeRun> {
  const node = memberOf(location.nodes, task.name);
  const own = memberOf(memberOf(node, "metadata"), "star_step");
  const starStep = typeof own === "string" ? own : location.starStep;
  if (!task.state) return { ...task, inner: [], starStep };
  const subgraphs = memberOf(node, "subgraphs");
  const inner = await readHistory({
    graph: location.graph,
    configurable: task.state.configurable,
    nodes: memberOf(Array.isArray(subgraphs) ? subgraphs[0] : undefined, "nodes"),
    starStep,
    plannedAt,
  });
  return { ...task, inner, starStep };
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
