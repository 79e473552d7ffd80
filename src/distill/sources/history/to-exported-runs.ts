import type { ExportedRun } from "../exported/exported-run.js";
import { modelCalls } from "./model-calls.js";
import { describeError, isWaiting, outcomeOf, type Outcome } from "./outcome.js";
import { idOf } from "./read-history.js";
import type { Checkpoint, NodeRun } from "./snapshot.js";

/** A graph, or a node that holds one, whose checkpoints become runs. */
interface Holder {
  readonly runId: string;
  /** The place in the graph: `checkpoint_ns`. */
  readonly place: string;
  readonly threadId: unknown;
  readonly endedAt: number | undefined;
  /** What the node around the graph wrote, if it succeeded. */
  readonly around: unknown;
}

interface Turn {
  readonly checkpoints: readonly Checkpoint[];
  readonly graph: string;
  readonly threadId: unknown;
}

/** The runs that one turn of a thread consists of, as far as its checkpoints tell. */
export function toExportedRuns({ checkpoints, graph, threadId }: Turn): ExportedRun[] {
  const [first, last] = [checkpoints[0], checkpoints.at(-1)];
  if (first === undefined || last === undefined) return [];
  const failure = last.tasks
    .map(({ error }) => describeError(error))
    .find((error) => error !== undefined);
  const hasEnded = last.next.length === 0 || failure !== undefined || last.tasks.some(isWaiting);
  const root = {
    ...BARE,
    id: idOf(first),
    parentId: undefined,
    name: graph,
    startedAt: Date.parse(first.createdAt),
    endedAt: hasEnded ? Date.parse(last.createdAt) : undefined,
    error: failure,
    extra: { metadata: { thread_id: threadId } },
  };
  const holder = { runId: root.id, place: "", threadId, endedAt: root.endedAt, around: undefined };
  return [root, ...nodeRuns(checkpoints, holder)];
}

const START = "__start__";
const BARE = {
  type: "chain",
  order: "",
  tags: [],
  inputs: {},
  outputs: undefined,
  missing: [],
} as const;

function nodeRuns(checkpoints: readonly Checkpoint[], holder: Holder): ExportedRun[] {
  return checkpoints.flatMap((checkpoint, index) => {
    const next = checkpoints[index + 1];
    return checkpoint.tasks.flatMap((task) => {
      const outcome = outcomeOf(task, { next, around: holder.around });
      const endedAt = next === undefined ? holder.endedAt : Date.parse(next.createdAt);
      return outcome === undefined ? [] : nodeRun(task, { checkpoint, outcome, endedAt, holder });
    });
  });
}

interface Surroundings {
  readonly checkpoint: Checkpoint;
  readonly outcome: Outcome;
  readonly endedAt: number | undefined;
  readonly holder: Holder;
}

function nodeRun(task: NodeRun, surroundings: Surroundings): ExportedRun[] {
  const { checkpoint, outcome, holder } = surroundings;
  const name = `${task.name}:${task.id}`;
  const place = holder.place === "" ? name : `${holder.place}|${name}`;
  const step = checkpoint.metadata.step + 1;
  const startedAt = Date.parse(checkpoint.createdAt);
  const endedAt = surroundings.endedAt ?? startedAt;
  const { threadId } = holder;
  const run: ExportedRun = {
    ...BARE,
    id: `${holder.runId}/${task.id}`,
    parentId: holder.runId,
    name: task.name,
    startedAt,
    endedAt,
    tags: [`graph:step:${step}`, ...(task.name === START ? ["langsmith:hidden"] : [])],
    outputs: { result: outcome.result },
    error: outcome.error,
    extra: { metadata: positionOf(task, { place, step, threadId }) },
  };
  if (task.name === START) return [run];
  if (task.inner.length === 0) return [run, ...modelCalls(run, task.result, checkpoint.values)];
  const graph = { ...run, id: `${run.id}/graph`, parentId: run.id, tags: [], outputs: undefined };
  const inner = { runId: graph.id, place, threadId, endedAt, around: task.result };
  return [run, graph, ...nodeRuns(task.inner, inner)];
}

interface Position {
  readonly place: string;
  readonly step: number;
  readonly threadId: unknown;
}

/** As LangGraph tells it to a recorder. */
function positionOf({ name, path, starStep }: NodeRun, { place, step, threadId }: Position) {
  return {
    langgraph_node: name,
    langgraph_step: step,
    langgraph_path: path,
    langgraph_checkpoint_ns: place,
    thread_id: threadId,
    star_step: starStep,
  };
}
