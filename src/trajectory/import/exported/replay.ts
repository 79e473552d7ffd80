import type { TrajectoryRecorderOptions } from "../../recorder/recorder.js";
import { withMissing, toRecording, type Recording } from "../../recorder/recording.js";
import type { RunRow } from "../../recorder/run-row.js";
import {
  beginRun,
  createRunStore,
  endRun,
  resumeRun,
  stitchRoot,
  type RootRun,
  type RunStore,
} from "../../recorder/run-store.js";
import { isRecord } from "../../recorder/snapshot.js";
import { toRun, type ExportedRun } from "./exported-run.js";
import { toTraces, type Trace } from "./traces.js";

/** The same choices that a recorder has. */
export type SourceOptions = TrajectoryRecorderOptions;

/**
 * Plays exported runs to the recorder's own store, so that one set of rules decides what comes of them.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the runs make no trees.
 */
export function replayRuns(runs: readonly ExportedRun[], options: SourceOptions): Recording[] {
  const store = createRunStore(options.redact ?? ((text) => text));
  const traces = new Map(toTraces(runs).map((trace) => [trace[0].id, trace]));
  const tellsStart = runs.some(isStart);
  for (const trace of traces.values()) replayTrace(store, trace, tellsStart);
  return [...new Set(store.executions.values())].map((execution) => {
    const played = execution.flatMap((root) => traces.get(root.row.id) ?? []);
    const missing = played.flatMap((run) => run.missing);
    return withMissing(toRecording(execution, options), missing);
  });
}

function replayTrace(store: RunStore, trace: Trace, tellsStart: boolean): void {
  const [first] = trace;
  const seen = trace.filter((run) => run.startedAt <= (first.endedAt ?? Infinity)).map(toRun);
  for (const run of seen) beginRun(store, run);
  const root = store.roots.get(first.id);
  if (root === undefined) return;
  const resumed = findResumed(root.rows, tellsStart);
  for (const row of resumed) resumeRun(store, row.id);
  // What runs inside another ends before it.
  for (const run of seen.toReversed()) if (endedIn(run, first)) endRun(store, run);
  root.isWaiting = root.rows.some(({ isNode, end }) => isNode && isInterrupt(end?.error));
  if (!isResumption(first) && !resumed.some((row) => row.position.place === "")) return;
  root.row.isResumed = true;
  markBreakpoint(store, root);
  stitchRoot(store, root);
}

function endedIn({ end_time: endedAt }: { end_time?: number }, root: ExportedRun): boolean {
  return endedAt !== undefined && endedAt <= (root.endedAt ?? Infinity);
}

function isInterrupt(error: string | undefined): boolean {
  return error?.startsWith("GraphInterrupt:") ?? false;
}

/** A graph that stopped at a breakpoint looks as if it had ended, until a run of its thread takes the next step. */
function markBreakpoint({ executions }: RunStore, root: RootRun): void {
  const stepsOf = ({ rows }: RootRun) =>
    rows
      .filter((row) => row.isNode && !row.position.place.includes("|"))
      .map((row) => row.position.step);
  const earlier = [...new Set(executions.values())]
    .map((execution) => execution.at(-1))
    .findLast(
      (last) => last !== root && last?.threadId !== undefined && last.threadId === root.threadId,
    );
  if (earlier === undefined) return;
  earlier.isWaiting ||= Math.min(...stepsOf(root)) > Math.max(...stepsOf(earlier));
}

const START = "__start__";

/**
 * The runs of graphs that went on from a checkpoint. LangGraph tells a recorder so; an export shows it by what is not there:
 * a graph that begins runs `__start__` first, and a function of the functional API counts its steps from 0.
 *
 * @param tellsStart - Whether the export holds any `__start__`; some leave hidden runs out.
 */
export function findResumed(rows: readonly RunRow[], tellsStart: boolean): RunRow[] {
  const nodes = new Map<string | undefined, RunRow[]>();
  for (const row of rows) {
    if (!row.isNode || row.position.isTask) continue;
    nodes.set(row.parentId, [...(nodes.get(row.parentId) ?? []), row]);
  }
  return rows.filter((row) => {
    const started = nodes.get(row.id);
    return tellsStart && started !== undefined && !started.some(isBeginning);
  });
}

function isBeginning({ name, position }: RunRow): boolean {
  return name === START || position.step === 0;
}

/** Whether a graph was called with nothing new, or with an answer to what it had asked. */
export function isResumption({ inputs }: ExportedRun): boolean {
  const command = isRecord(inputs["input"]) ? inputs["input"] : inputs;
  if (command["lg_name"] === "Command") return "resume" in command;
  return "input" in inputs && inputs["input"] === null;
}

export function isStart({ name }: ExportedRun): boolean {
  return name === START;
}
