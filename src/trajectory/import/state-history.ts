import { StarError } from "../../errors.js";
import { withMissing, type Recording } from "../recorder/recording.js";
import type { Step } from "../trajectory.js";
import { replayRuns, type SourceOptions } from "./exported/replay.js";
import { lacksSteps, skipsSteps } from "./history/gaps.js";
import { checkpointId, readHistory, type ThreadedGraph } from "./history/read-history.js";
import type { HistoryCheckpoint } from "./history/snapshot.js";
import { toExportedRuns } from "./history/to-exported-runs.js";

export type { ThreadedGraph };

/** The thread to read. */
export interface ThreadConfig {
  readonly configurable: {
    readonly thread_id: string;
    /** Last checkpoint to read. Default: the newest. */
    readonly checkpoint_id?: string;
  } & Readonly<Record<string, unknown>>;
}

/** Parts that no checkpoint contains. */
const NEVER_STORED = ["attempts", "prompt", "replies", "timing", "tools"] as const;

/**
 * Reconstructs the executions of a thread from its checkpoints: one per input, oldest first. Of a forked thread, only the
 * ancestors of the last checkpoint are read.
 *
 * Checkpoints contain the state updates of nodes, but only the last state with `durability: "exit"`: such recordings are
 * {@link Recording.incomplete}. Replies that a node did not store as messages, instructions outside of the
 * state, tool definitions, failed attempts and times of single steps are therefore {@link Recording.missing}. Graphs inside
 * nodes are read if LangGraph knows them: a graph that is itself a node, or one listed in the `subgraphs` option of `addNode`.
 * `rootId` is the id of the execution's first checkpoint.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the thread has no checkpoint, or not the requested one.
 *
 * @example
 * ```ts
 * import { AIMessage } from "@langchain/core/messages";
 * import { END, MemorySaver, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
 * import { fromStateHistory } from "langgraph-star/recorder";
 *
 * const graph = new StateGraph(MessagesAnnotation)
 *   .addNode("answer", () => ({ messages: [new AIMessage("Four.")] }))
 *   .addEdge(START, "answer")
 *   .addEdge("answer", END)
 *   .compile({ checkpointer: new MemorySaver() });
 * const config = { configurable: { thread_id: "1" } };
 * await graph.invoke({ messages: [{ role: "user", content: "2 + 2?" }] }, config);
 *
 * const [recording] = await fromStateHistory(graph, config);
 * console.log(recording?.steps.map(({ kind }) => kind)); // [ 'analysis' ]
 * ```
 */
export async function fromStateHistory(
  graph: ThreadedGraph,
  config: ThreadConfig,
  options: SourceOptions = {},
): Promise<Recording[]> {
  const { configurable } = config;
  const location = {
    graph,
    configurable,
    nodes: graph.nodes,
    starStep: undefined,
    plannedAt: undefined,
  };
  const checkpoints = await readHistory(location);
  if (checkpoints.length === 0) throw noCheckpoint(configurable);
  const turns = toTurns(checkpoints);
  const thread = { graph: graph.getName(), threadId: configurable.thread_id };
  const runs = turns.flatMap((turn, index) => {
    const following = turns[index + 1]?.[0];
    return toExportedRuns({ checkpoints: turn, following, ...thread });
  });
  const cut = new Set(turns.filter(lacksSteps).map(([first]) => checkpointId(first)));
  return replayRuns(runs, options).map((recording) => {
    const incomplete = recording.incomplete || recording.rootIds.some((id) => cut.has(id));
    return withMissing({ ...untimed(recording), incomplete }, NEVER_STORED);
  });
}

type Turn = [first: HistoryCheckpoint, ...rest: HistoryCheckpoint[]];

/** Groups checkpoints by execution. Where no input was stored, a graph that had ended was called again. */
function toTurns(checkpoints: readonly HistoryCheckpoint[]): Turn[] {
  const turns: Turn[] = [];
  for (const checkpoint of checkpoints) {
    const turn = turns.at(-1);
    const last = turn?.at(-1);
    const isNew =
      checkpoint.metadata.source === "input" ||
      (last?.next.length === 0 && skipsSteps(last, checkpoint));
    if (turn === undefined || isNew) turns.push([checkpoint]);
    else turn.push(checkpoint);
  }
  return turns;
}

/** Checkpoints contain the end of a super-step, not the times of its steps. */
function untimed(recording: Recording): Recording {
  return { ...recording, steps: recording.steps.map(withoutTiming) };
}

function withoutTiming(step: Step): Step {
  const copy = { ...step };
  delete copy.timing;
  return copy;
}

function noCheckpoint({
  thread_id: thread,
  checkpoint_id: checkpoint,
}: ThreadConfig["configurable"]) {
  const wanted = checkpoint === undefined ? "a checkpoint" : `the checkpoint "${checkpoint}"`;
  return new StarError("TRAJECTORY_INVALID", {
    message: `Thread "${thread}" does not have ${wanted}.`,
    remedy: "Pass the thread_id of the run and the graph compiled with its checkpointer.",
  });
}
