import { StarError } from "../../errors.js";
import { withMissing, type Recording } from "../recorder/recording.js";
import type { Step } from "../trajectory.js";
import { replayRuns, type SourceOptions } from "./exported/replay.js";
import { readHistory, type ThreadedGraph } from "./history/read-history.js";
import type { Checkpoint } from "./history/snapshot.js";
import { toExportedRuns } from "./history/to-exported-runs.js";

export type { ThreadedGraph };

export interface ThreadConfig {
  readonly configurable: {
    readonly thread_id: string;
    /** Where to stop. Default: the newest checkpoint. */
    readonly checkpoint_id?: string;
  } & Readonly<Record<string, unknown>>;
}

/** What no checkpoint holds. */
const NEVER_KEPT = ["attempts", "prompt", "replies", "timing", "tools"] as const;

/**
 * The executions of an old thread, one for each input that it was given, oldest first, out of its checkpoints. Of a thread
 * that was forked, only what led to the last checkpoint.
 *
 * A checkpoint holds what nodes wrote to the state. So replies that a node did not keep in a list of messages, instructions
 * that stood beside the state, definitions of tools, attempts that failed and the times of single steps are
 * {@link Recording.missing}. Graphs inside nodes are read where LangGraph knows of them: a graph that is itself a node, or that
 * `addNode` was told of with `subgraphs`. `rootId` is the id of the execution's first checkpoint.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the thread has no checkpoint, or lacks the one that was named.
 */
export async function fromStateHistory(
  graph: ThreadedGraph,
  config: ThreadConfig,
  options: SourceOptions = {},
): Promise<Recording[]> {
  const { configurable } = config;
  const whole = {
    graph,
    configurable,
    nodes: graph.nodes,
    starStep: undefined,
    plannedAt: undefined,
  };
  const checkpoints = await readHistory(whole);
  if (checkpoints.length === 0) throw noCheckpoint(configurable);
  const runs = toTurns(checkpoints).flatMap((turn) =>
    toExportedRuns({ checkpoints: turn, graph: graph.getName(), threadId: configurable.thread_id }),
  );
  return replayRuns(runs, options).map((recording) => withMissing(untimed(recording), NEVER_KEPT));
}

function toTurns(checkpoints: readonly Checkpoint[]): Checkpoint[][] {
  const turns: Checkpoint[][] = [];
  for (const checkpoint of checkpoints) {
    const last = turns.at(-1);
    if (last === undefined || checkpoint.metadata.source === "input") turns.push([checkpoint]);
    else last.push(checkpoint);
  }
  return turns;
}

/** When a super-step was over is known, not how long each of its steps took. */
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
    remedy:
      "Pass the thread_id, and the graph compiled with the checkpointer, that the thread ran with.",
  });
}
