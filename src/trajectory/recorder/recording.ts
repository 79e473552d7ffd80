import { StarError } from "../../errors.js";
import { MISSING_PARTS, type MissingPart } from "../missing-parts.js";
import type { MessageRecord, ModelCallRecord } from "../model-call.js";
import type { Step, Trajectory } from "../trajectory.js";
import type { Classify } from "./classify.js";
import { linearize, type ModelRun } from "./linearize.js";
import { promptOf } from "./messages.js";
import { packCalls } from "./pack-calls.js";
import type { RunRow } from "./run-row.js";
import type { Execution, RootRun } from "./run-store.js";
import { createRunTree } from "./run-tree.js";
import { modelName, toModelCalls } from "./model-runs.js";

/** A recorded execution as one list of steps: the part of a {@link Trajectory} that is known from the execution alone. */
export interface Recording {
  /** The `runId` of the first call. */
  readonly rootId: string;
  /** The `runId`s of the first call and of those that resumed it. */
  readonly rootIds: readonly string[];
  readonly threadId: string | undefined;
  /** Name of the graph. */
  readonly graph: string;
  /** Messages of the first model call, before its first reply. */
  readonly prompt: Trajectory["prompt"];
  /** All tools that were bound to a model, without duplicates. */
  readonly tools: Trajectory["tools"];
  /** Distinct messages of all model calls. */
  readonly messages: readonly MessageRecord[];
  /** All model calls: those of the result in logical order, then the discarded ones. */
  readonly calls: readonly ModelCallRecord[];
  readonly steps: readonly Step[];
  /** Totals of all model calls, including those without a step. */
  readonly usage: Trajectory["usage"];
  /** Model calls without a step: failed ones, and those whose node was retried, resumed or asked for a repair. */
  readonly discardedModelCalls: number;
  readonly models: readonly string[];
  readonly status: Trajectory["status"];
  /** Why the execution did not complete; null for a completed one. */
  readonly error: string | null;
  /**
   * True if the steps do not contain all work: that of a cached, unfinished or failed node, or that before a resumption, is
   * missing.
   */
  readonly incomplete: boolean;
  /** Parts that the source of the recording does not contain, sorted. They are left empty. */
  readonly missing: readonly MissingPart[];
  readonly timing: NonNullable<Trajectory["timing"]>;
}

/** Options of {@link toRecording}; see `TrajectoryRecorderOptions`. */
interface RecordingOptions {
  readonly classify?: Classify;
  readonly includeIncomplete?: boolean;
}

/**
 * Converts the runs of an execution.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the recorder failed while the execution ran.
 */
export function toRecording(execution: Execution, options: RecordingOptions): Recording {
  assertRecorded(execution);
  const [first, last] = [execution[0], execution.at(-1)];
  if (first === undefined || last === undefined) throw new Error("An execution has a root run.");
  const { status, error } = statusOf(last);
  const rows = execution.flatMap((root) => root.rows);
  const includeIncomplete = (options.includeIncomplete ?? false) && status !== "completed";
  const tree = createRunTree({ rows, includeIncomplete });
  const clock = createClock(execution);
  const linear = linearize({
    tree,
    root: last.row,
    classify: options.classify,
    elapsed: clock.elapsed,
  });
  const { steps, modelRuns } = linear;
  const calls = rows.filter((row) => row.type === "model");
  return {
    rootId: first.row.id,
    rootIds: execution.map((root) => root.row.id),
    threadId: last.threadId,
    graph: first.row.name,
    prompt: promptOf(modelRuns[0]?.row.input ?? []),
    ...packCalls(toModelCalls({ modelRuns, rows: calls, elapsed: clock.elapsed })),
    steps,
    usage: sumUsage(calls),
    discardedModelCalls: calls.length - modelRuns.filter(({ row }) => row.end?.reply).length,
    models: [...new Set(modelRuns.map(({ row }) => modelName(row)))].filter((name) => name !== ""),
    status,
    error,
    incomplete:
      linear.hasGap || first.lacksBeginning || (status !== "completed" && linear.hasFailure),
    missing: findMissingParts(modelRuns),
    timing: { startMs: 0, durationMs: clock.total },
  };
}

function assertRecorded(execution: Execution): void {
  const failure = execution.find((root) => root.failure !== undefined)?.failure;
  if (failure === undefined) return;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `A run of execution "${execution[0]?.row.id}" could not be recorded: ${String(failure.cause)}`,
    remedy:
      "Correct the redact option, which is called with every text, or report the input that causes this.",
    cause: failure.cause,
  });
}

/** Measures time without the pauses between a call and the one that resumed it. */
function createClock(execution: Execution) {
  const starts = new Map<string, number>();
  let total = 0;
  for (const { row, rows } of execution) {
    starts.set(row.id, row.startedAt - total);
    total += (row.end?.at ?? lastMoment(rows)) - row.startedAt;
  }
  return {
    total,
    elapsed: (row: RunRow) => row.startedAt - (starts.get(row.rootId) ?? row.startedAt),
  };
}

function lastMoment(rows: readonly RunRow[]): number {
  return rows.reduce((last, { end, startedAt }) => Math.max(last, end?.at ?? startedAt), 0);
}

function sumUsage(calls: readonly RunRow[]): Trajectory["usage"] {
  const sum = (tokens: "inputTokens" | "outputTokens") =>
    calls.reduce((total, row) => total + (row.end?.reply?.[tokens] ?? 0), 0);
  return {
    modelCalls: calls.length,
    inputTokens: sum("inputTokens"),
    outputTokens: sum("outputTokens"),
  };
}

/** Parts that the model runs themselves lack. */
function findMissingParts(modelRuns: readonly ModelRun[]): MissingPart[] {
  const parts = modelRuns.flatMap(
    ({ row: { tools, position, end, lacks } }): (MissingPart | false)[] => [
      ...lacks,
      end?.reply?.isWhole === false && "values",
      position.node === "" && "position",
      (tools ?? []).length === 0 && (end?.reply?.calls.length ?? 0) > 0 && "tools",
      end?.reply !== undefined && end.reply.inputTokens + end.reply.outputTokens === 0 && "usage",
    ],
  );
  return MISSING_PARTS.filter((part) => parts.includes(part));
}

/** Adds to the missing parts of a recording. */
export function withMissing<Subject extends { readonly missing: readonly MissingPart[] }>(
  recording: Subject,
  parts: readonly MissingPart[],
): Subject {
  const all = new Set([...recording.missing, ...parts]);
  return { ...recording, missing: MISSING_PARTS.filter((part) => all.has(part)) };
}

type Status = Pick<Trajectory, "status" | "error">;

/** LangGraph 1.7.3 fails with this error of its own where a node throws a text or a number instead of an Error. */
const LOST_REASON = /^TypeError: Cannot create property 'pregelTaskId' on /;

/** Status of an execution, from its last root run. */
function statusOf({ row, rows, isWaiting }: RootRun): Status {
  if (row.end === undefined) {
    return { status: "interrupted", error: "The execution had not ended when it was taken." };
  }
  const error = reasonOf(row.end.error, rows);
  if (error !== undefined) return { status: statusOfError(error), error };
  if (isWaiting) return { status: "interrupted", error: "The graph waits to be resumed." };
  return { status: "completed", error: null };
}

/** The error of a run, or that of the node whose error LangGraph lost. */
function reasonOf(error: string | undefined, rows: readonly RunRow[]): string | undefined {
  if (error === undefined || !LOST_REASON.test(error)) return error;
  const errors = rows.flatMap(({ end }) => end?.error ?? []);
  return errors.findLast((one) => !LOST_REASON.test(one)) ?? error;
}

/** LangGraph rejects an aborted run with an `Error` with the message "Abort". */
function statusOfError(error: string): Trajectory["status"] {
  if (error.startsWith("GraphRecursionError:")) return "truncated";
  return /^(AbortError:|GraphDrained:|Error: Abort$)/.test(error) ? "interrupted" : "failed";
}
