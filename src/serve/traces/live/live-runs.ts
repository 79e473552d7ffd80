import type { RunningExecution } from "../../../trajectory/recorder/running.js";
import type { LiveProgress, RunningRun } from "./live-state.js";

/** Where the page of a file learns of runs in progress. */
export interface LiveRuns {
  /** In the order of their start. */
  running(): readonly RunningRun[];
  /** Null if the number of runs is not known. */
  progress(): LiveProgress | null;
}

/** Names come from graphs, tools and tasks of others, and may be of any length. */
const NAME_CHARS = 200;
const short = (text: string) => text.slice(0, NAME_CHARS);

/** What of an execution a page shows. */
export function toRunningRun(
  { graph, threadId, startedAt, lastCall, ...execution }: RunningExecution,
  { id, name }: Partial<Pick<RunningRun, "id" | "name">> = {},
): RunningRun {
  const since = (time: number) => Math.max(0, Date.now() - time);
  const { runId, agents, modelCalls, toolCalls, isWaiting } = execution;
  return {
    id: short(id ?? runId),
    name: short(name ?? (threadId === undefined ? graph : `${graph} · ${threadId}`)),
    agents: agents.map(short),
    lastCall:
      lastCall === undefined
        ? null
        : {
            kind: lastCall.kind,
            name: short(lastCall.name),
            agent: short(lastCall.agent),
            isRunning: lastCall.isRunning,
            elapsedMs: since(lastCall.startedAt),
          },
    modelCalls,
    toolCalls,
    elapsedMs: since(startedAt),
    isWaiting,
  };
}

/** The executions that a recorder has in memory. */
export function runsOfRecorder(recorder: { running(): readonly RunningExecution[] }): LiveRuns {
  return {
    running: () => recorder.running().map((execution) => toRunningRun(execution)),
    progress: () => null,
  };
}
