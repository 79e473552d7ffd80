import { StarError } from "../../../errors.js";
import { isRecord } from "../../../json.js";
import type { TrajectoryRecorderOptions } from "../../recorder/recorder.js";
import { withMissing, toRecording, type Recording } from "../../recorder/recording.js";
import type { RunRow } from "../../recorder/run-row.js";
import {
  beginRun,
  createRunStore,
  endRun,
  resumeRun,
  joinResumedRoot,
  type RootRun,
  type RunStore,
} from "../../recorder/run-store.js";
import { toRun, type ExportedRun } from "./exported-run.js";

/** Options of the importers, the same as those of `TrajectoryRecorder`. */
export type SourceOptions = TrajectoryRecorderOptions;

/**
 * Replays exported runs into a recorder's run store, so that imported and recorded executions follow the same rules.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the runs are not complete trees.
 */
export function replayRuns(runs: readonly ExportedRun[], options: SourceOptions): Recording[] {
  const store = createRunStore(options.redact ?? ((text) => text));
  const traces = new Map(toTraces(runs).map((trace) => [trace[0].id, trace]));
  const includesStart = runs.some(isStart);
  for (const trace of traces.values()) replayTrace(store, trace, includesStart);
  return [...new Set(store.executions.values())].map((execution) => {
    const replayed = execution.flatMap((root) => traces.get(root.row.id) ?? []);
    const missing = replayed.flatMap((run) => run.missing);
    return withMissing(toRecording(execution, options), missing);
  });
}

function replayTrace(store: RunStore, trace: Trace, includesStart: boolean): void {
  const [first] = trace;
  const until = first.waitedUntil ?? first.endedAt ?? Infinity;
  // Some sources have microseconds for starts only.
  const seen = trace.filter((run) => Math.floor(run.startedAt) <= until).map(toRun);
  for (const run of seen) beginRun(store, run);
  const root = store.roots.get(first.id);
  if (root === undefined) return;
  const resumed = findResumed(root.rows, includesStart);
  for (const row of resumed) resumeRun(store, row.id);
  // Inner runs end before outer ones.
  for (const run of seen.toReversed()) if (endedBy(run, until)) endRun(store, run);
  root.isWaiting = root.rows.some(({ isNode, end }) => isNode && isInterrupt(end?.error));
  if (!isResumption(first) && !resumed.some((row) => row.position.checkpointNs === "")) return;
  root.row.isResumed = true;
  markBreakpoint(store, root);
  joinResumedRoot(store, root);
}

function endedBy({ end_time: endedAt }: { end_time?: number }, until: number): boolean {
  return endedAt !== undefined && endedAt <= until;
}

function isInterrupt(error: string | undefined): boolean {
  return error?.startsWith("GraphInterrupt:") ?? false;
}

/**
 * An export does not mark breakpoints: a graph that stopped at one is known only by a later run of its thread with the next step.
 */
function markBreakpoint({ executions }: RunStore, root: RootRun): void {
  const stepsOf = ({ rows }: RootRun) =>
    rows
      .filter((row) => row.isNode && !row.position.checkpointNs.includes("|"))
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
 * Finds the runs of graphs that continued from a checkpoint. An export does not mark them, but they lack what every new run has:
 * a `__start__` node or, in the functional API, a step 0.
 *
 * @param includesStart - Whether the export contains any `__start__`; some exports leave out hidden runs.
 */
function findResumed(rows: readonly RunRow[], includesStart: boolean): RunRow[] {
  const nodes = new Map<string | undefined, RunRow[]>();
  for (const row of rows) {
    if (!row.isNode || row.position.isTask) continue;
    nodes.set(row.parentId, [...(nodes.get(row.parentId) ?? []), row]);
  }
  return rows.filter((row) => {
    const started = nodes.get(row.id);
    return includesStart && started !== undefined && !started.some(isFirstNode);
  });
}

function isFirstNode({ name, position }: RunRow): boolean {
  return name === START || position.step === 0;
}

/** Whether a graph was called without new input, or with an answer to an interrupt. */
function isResumption({ inputs }: ExportedRun): boolean {
  const command = isRecord(inputs["input"]) ? inputs["input"] : inputs;
  if (command["lg_name"] === "Command") return "resume" in command;
  return "input" in inputs && inputs["input"] === null;
}

function isStart({ name }: ExportedRun): boolean {
  return name === START;
}

/** A root run and its descendants in depth-first order, siblings in the order of their start. */
export type Trace = readonly [root: ExportedRun, ...below: ExportedRun[]];

/**
 * Groups runs by root run, in the order of their start.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when an id is duplicated, or when the parent of a run inside a graph is missing.
 */
function toTraces(runs: readonly ExportedRun[]): Trace[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  if (byId.size < runs.length) throw duplicateId(runs);
  const below = new Map<string, ExportedRun[]>();
  const roots: ExportedRun[] = [];
  for (const run of runs.toSorted(compareStart)) {
    if (run.parentId === undefined) roots.push(run);
    else if (byId.has(run.parentId))
      below.set(run.parentId, [...(below.get(run.parentId) ?? []), run]);
    else roots.push(asRoot(run, run.parentId, runs.length));
  }
  return roots.map((root) =>
    root.type === "llm" ? asExecution(root) : [root, ...descendants(root, below)],
  );
}

/** A model call outside of a graph is an execution of its own. */
function asExecution(call: ExportedRun): Trace {
  const { id, extra } = call;
  const root = { ...call, type: "chain", tags: [], inputs: {}, outputs: undefined, missing: [] };
  return [
    { ...root, extra: { metadata: extra["metadata"] } },
    { ...call, id: `${id}/call`, parentId: id },
  ];
}

function compareStart(a: ExportedRun, b: ExportedRun): number {
  if (a.startedAt !== b.startedAt) return a.startedAt - b.startedAt;
  if (a.order === b.order) return 0;
  return a.order < b.order ? -1 : 1;
}

/** A run below a model's run is the same call, traced once more by the client of the provider. */
function descendants(run: ExportedRun, below: ReadonlyMap<string, ExportedRun[]>): ExportedRun[] {
  if (run.type === "llm") return [];
  return (below.get(run.id) ?? []).flatMap((child) => [child, ...descendants(child, below)]);
}

/** A run with a missing parent is a root if it is a graph of its own, but not if it is part of a graph. */
function asRoot(run: ExportedRun, parentId: string, count: number): ExportedRun {
  const { metadata } = run.extra;
  const isInside =
    typeof metadata === "object" && metadata !== null && "langgraph_node" in metadata;
  if (!isInside && run.type === "chain") return { ...run, parentId: undefined };
  throw new StarError("TRAJECTORY_INVALID", {
    message: `The parent "${parentId}" of run "${run.id}" (${run.name}) is not among the ${count} runs.`,
    remedy: "Export complete traces: every run of a trace, from every page of the list.",
  });
}

function duplicateId(runs: readonly ExportedRun[]): StarError {
  const seen = new Set<string>();
  const repeated = runs.find(({ id }) => seen.size === seen.add(id).size);
  return new StarError("TRAJECTORY_INVALID", {
    message: `Duplicate run id "${repeated?.id}".`,
    remedy: "Pass each run once.",
  });
}
