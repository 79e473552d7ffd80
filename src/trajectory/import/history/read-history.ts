import { isRecord } from "../../recorder/snapshot.js";
import { parseExport } from "../exported/exported-run.js";
import {
  snapshotSchema,
  type Checkpoint,
  type HistoryTask,
  type NodeRun,
  type Snapshot,
} from "./snapshot.js";

type Configurable = Readonly<Record<string, unknown>>;

/** Whatever has a thread of checkpoints: a compiled graph. */
export interface ThreadedGraph {
  getName(): string;
  getStateHistory(config: { configurable: Record<string, unknown> }): AsyncIterable<unknown>;
  /** What `addNode` was told of each node. */
  readonly nodes?: unknown;
}

interface Place {
  readonly graph: ThreadedGraph;
  readonly configurable: Configurable;
  /** Of the graph whose checkpoints these are. */
  readonly nodes: unknown;
  readonly starStep: string | undefined;
  /** Of a graph inside another: the checkpoint at which its node was planned. */
  readonly plannedAt: string | undefined;
}

/** The line of checkpoints that led to one, oldest first, each with those of the graphs inside. */
export async function readHistory(place: Place): Promise<Checkpoint[]> {
  const { checkpoint_id: wanted } = place.configurable;
  const isNamed = wanted !== undefined && place.plannedAt === undefined;
  const snapshots = await listSnapshots(place);
  const head = isNamed ? snapshots.find((one) => idOf(one) === wanted) : snapshots[0];
  const checkpoints: Checkpoint[] = [];
  for (const snapshot of lineage(snapshots, head)) {
    // What was planned at a checkpoint that the thread has left behind comes after it.
    const isEnd = snapshot === head && snapshots.some((one) => parentOf(one) === idOf(snapshot));
    const tasks: NodeRun[] = [];
    for (const task of isEnd ? [] : snapshot.tasks) {
      tasks.push(await readNode(place, task, idOf(snapshot)));
    }
    checkpoints.push({ ...snapshot, tasks });
  }
  return checkpoints;
}

/** Newest first, forks and all. */
async function listSnapshots({ graph, configurable, plannedAt }: Place): Promise<Snapshot[]> {
  const thread = Object.fromEntries(
    Object.entries(configurable).filter(([key]) => key !== "checkpoint_id"),
  );
  const snapshots: Snapshot[] = [];
  for await (const raw of graph.getStateHistory({ configurable: thread })) {
    const snapshot = parseExport(snapshotSchema, raw, {
      source: `Checkpoint ${snapshots.length} of thread "${String(thread["thread_id"])}"`,
      remedy: "Pass a graph compiled with @langchain/langgraph 1.7 or later.",
    });
    if (plannedAt === undefined || belongsTo(snapshot, plannedAt)) snapshots.push(snapshot);
  }
  return snapshots;
}

function parentOf({ parentConfig }: Snapshot): string | undefined {
  return parentConfig?.configurable.checkpoint_id;
}

export function idOf({ config }: Pick<Snapshot, "config">): string {
  return config.configurable.checkpoint_id;
}

/** A graph that keeps its own memory has checkpoints of other calls in the same place. */
function belongsTo({ metadata: { parents } }: Snapshot, plannedAt: string): boolean {
  const known = Object.values(parents ?? {});
  return known.length === 0 || known.includes(plannedAt);
}

/** Of a thread that was forked, only what led to `head`. */
function lineage(snapshots: readonly Snapshot[], head: Snapshot | undefined): Snapshot[] {
  const byId = new Map(snapshots.map((snapshot) => [idOf(snapshot), snapshot]));
  const line: Snapshot[] = [];
  for (let one = head; one !== undefined;) {
    line.unshift(one);
    byId.delete(idOf(one));
    one = byId.get(parentOf(one) ?? "");
  }
  return line;
}

async function readNode(place: Place, task: HistoryTask, plannedAt: string): Promise<NodeRun> {
  const node = memberOf(place.nodes, task.name);
  const own = memberOf(memberOf(node, "metadata"), "star_step");
  const starStep = typeof own === "string" ? own : place.starStep;
  if (!task.state) return { ...task, inner: [], starStep };
  const subgraphs = memberOf(node, "subgraphs");
  const inner = await readHistory({
    graph: place.graph,
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
