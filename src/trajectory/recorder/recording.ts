import { StarError } from "../../errors.js";
import type { Step, Trajectory } from "../trajectory.js";
import type { Classify } from "./classify.js";
import { linearise } from "./linearise.js";
import type { ToolDefinition } from "./messages.js";
import type { RunRow } from "./run-row.js";
import type { Execution, RootRun } from "./run-store.js";
import { createRunTree } from "./run-tree.js";

/** One execution as one line of steps: all of a {@link Trajectory} that the execution itself can tell. */
export interface Recording {
  /** The `runId` of the first call. */
  readonly rootId: string;
  /** The `runId`s of all calls: the first and those that resumed it. */
  readonly rootIds: readonly string[];
  readonly threadId: string | undefined;
  /** The graph's name. */
  readonly graph: string;
  /** What the first model call was told before its own first word. */
  readonly prompt: Trajectory["prompt"];
  /** Every tool that was bound to a model, each once. */
  readonly tools: Trajectory["tools"];
  readonly steps: readonly Step[];
  /** Of every model call, also those whose answer did not become a step. */
  readonly usage: Trajectory["usage"];
  /** How many model calls left no step: they failed, or their node was tried again, resumed or asked for a repair. */
  readonly discardedModelCalls: number;
  readonly models: readonly string[];
  readonly status: Trajectory["status"];
  /** Why it did not complete; null when it did. */
  readonly error: string | null;
  /** True when work was done that the steps do not show: by a cached, unfinished or failed node, or before a resumption. */
  readonly incomplete: boolean;
  /** What cannot be known of the execution, sorted; nothing was invented in its place. */
  readonly missing: readonly MissingPart[];
  readonly timing: NonNullable<Trajectory["timing"]>;
}

export interface RecordingOptions {
  readonly classify?: Classify;
  readonly includeIncomplete?: boolean;
}

/** @throws {StarError} `TRAJECTORY_INVALID` when something failed while the execution was recorded. */
export function toRecording(execution: Execution, options: RecordingOptions): Recording {
  assertRecorded(execution);
  const [first, last] = [execution[0], execution.at(-1)];
  if (first === undefined || last === undefined) throw new Error("An execution has a root run.");
  const { status, error } = statusOf(last);
  const rows = execution.flatMap((root) => root.rows);
  const includeIncomplete = (options.includeIncomplete ?? false) && status !== "completed";
  const tree = createRunTree({ rows, includeIncomplete });
  const clock = createClock(execution);
  const line = linearise({
    tree,
    root: last.row,
    classify: options.classify,
    elapsed: clock.elapsed,
  });
  const { steps, modelRuns } = line;
  const calls = rows.filter((row) => row.type === "model");
  return {
    rootId: first.row.id,
    rootIds: execution.map((root) => root.row.id),
    threadId: last.threadId,
    graph: first.row.name,
    prompt: modelRuns[0]?.input?.opening ?? [],
    tools: distinctTools(modelRuns),
    steps,
    usage: sumUsage(calls),
    discardedModelCalls: calls.length - modelRuns.filter((row) => row.end?.reply).length,
    models: [...new Set(modelRuns.map(modelName))].filter((name) => name !== ""),
    status,
    error,
    incomplete: line.hasGap || first.lacksBeginning || (status !== "completed" && line.hasFailure),
    missing: evidentlyMissing(modelRuns),
    timing: { startMs: 0, durationMs: clock.total },
  };
}

function assertRecorded(execution: Execution): void {
  const failure = execution.find((root) => root.failure !== undefined)?.failure;
  if (failure === undefined) return;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `A run of execution "${execution[0]?.row.id}" could not be recorded: ${String(failure.cause)}`,
    remedy:
      "Repair the redact option, which gets every text, or report the input that causes this.",
    cause: failure.cause,
  });
}

/** Time spent waiting for a resumption does not count. */
function createClock(execution: Execution) {
  const began = new Map<string, number>();
  let total = 0;
  for (const { row, rows } of execution) {
    began.set(row.id, row.startedAt - total);
    total += (row.end?.at ?? lastMoment(rows)) - row.startedAt;
  }
  return {
    total,
    elapsed: (row: RunRow) => row.startedAt - (began.get(row.rootId) ?? row.startedAt),
  };
}

function lastMoment(rows: readonly RunRow[]): number {
  return rows.reduce((last, { end, startedAt }) => Math.max(last, end?.at ?? startedAt), 0);
}

function distinctTools(modelRuns: readonly RunRow[]): ToolDefinition[] {
  const byName = new Map<string, ToolDefinition>();
  for (const tool of modelRuns.flatMap((row) => row.tools)) {
    if (!byName.has(tool.function.name)) byName.set(tool.function.name, tool);
  }
  return [...byName.values()];
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

function modelName(row: RunRow): string {
  return row.position.modelName ?? row.end?.reply?.modelName ?? row.name;
}

/**
 * What a source may be unable to tell of an execution:
 * - `answers`: all that tools answered, or whether it was an error;
 * - `attempts`: attempts that failed, and what they cost;
 * - `models`: the names of all models;
 * - `position`: agents, nodes and rounds, and so the order of parallel branches;
 * - `prompt`: all that the first model was told;
 * - `replies`: all that models said;
 * - `timing`: when the single steps happened;
 * - `tools`: the definitions of all tools that were offered;
 * - `usage`: all tokens.
 */
export const MISSING_PARTS = [
  "answers",
  "attempts",
  "models",
  "position",
  "prompt",
  "replies",
  "timing",
  "tools",
  "usage",
] as const;
export type MissingPart = (typeof MISSING_PARTS)[number];

/** What is missing whatever the source, by what the model runs themselves tell. */
export function evidentlyMissing(modelRuns: readonly RunRow[]): MissingPart[] {
  const parts = modelRuns.flatMap(({ tools, position, end }): (MissingPart | false)[] => [
    position.node === "" && "position",
    tools.length === 0 && (end?.reply?.calls.length ?? 0) > 0 && "tools",
    end?.reply !== undefined && end.reply.inputTokens + end.reply.outputTokens === 0 && "usage",
  ]);
  return MISSING_PARTS.filter((part) => parts.includes(part));
}

/** The same recording, which lacks more. */
export function withMissing<Recording extends { readonly missing: readonly MissingPart[] }>(
  recording: Recording,
  parts: readonly MissingPart[],
): Recording {
  const all = new Set([...recording.missing, ...parts]);
  return { ...recording, missing: MISSING_PARTS.filter((part) => all.has(part)) };
}

type Status = Pick<Trajectory, "status" | "error">;

/** How an execution ended, by its last root run. */
export function statusOf({ row, isWaiting }: RootRun): Status {
  if (row.end === undefined) {
    return { status: "interrupted", error: "The execution had not ended when it was taken." };
  }
  const { error } = row.end;
  if (error !== undefined) return { status: statusOfError(error), error };
  if (isWaiting) return { status: "interrupted", error: "The graph waits to be resumed." };
  return { status: "completed", error: null };
}

/** LangGraph rejects an aborted run with an `Error` called "Abort". */
function statusOfError(error: string): Trajectory["status"] {
  if (error.startsWith("GraphRecursionError:")) return "truncated";
  return /^(AbortError:|GraphDrained:|Error: Abort$)/.test(error) ? "interrupted" : "failed";
}
