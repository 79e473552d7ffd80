import type { ModelCall } from "../unpack-calls.js";
import type { ModelRun } from "./linearize.js";
import type { RunRow } from "./run-row.js";

interface ModelRunOptions {
  /** The runs that are part of the result, in logical order. */
  readonly modelRuns: readonly ModelRun[];
  /** All model runs, in the order of their start. */
  readonly rows: readonly RunRow[];
  /** Start of a run in milliseconds since the start of the execution. */
  readonly elapsed: (row: RunRow) => number;
}

/** The model calls of an execution: those of the result in logical order, then the discarded ones. */
export function toModelCalls({ modelRuns, rows, elapsed }: ModelRunOptions): ModelCall[] {
  const used = new Set(modelRuns.filter(({ row }) => row.end?.reply).map(({ row }) => row));
  const results = modelRuns.filter(({ row }) => used.has(row));
  const discarded = rows.filter((row) => !used.has(row)).map(toDiscarded);
  return [...results, ...discarded].map(({ row, scope, callIds }) => {
    const { end, startedAt } = row;
    const { reply } = end ?? {};
    return {
      agent: scope.agent,
      node: scope.node,
      round: scope.round,
      model: modelName(row),
      input: row.input,
      output: reply?.message ?? null,
      callIds: [...callIds],
      tools: row.tools === undefined ? null : [...row.tools],
      finishReason: reply?.finishReason ?? null,
      usage: { inputTokens: reply?.inputTokens ?? 0, outputTokens: reply?.outputTokens ?? 0 },
      ...(reply?.sampled !== undefined && { sampled: reply.sampled }),
      ...(reply !== undefined && reply.repairs.length > 0 && { repairs: [...reply.repairs] }),
      ...(reply?.unreadable !== undefined && { unreadable: reply.unreadable }),
      ...(end?.error !== undefined && { error: end.error }),
      ...(!used.has(row) && { discarded: true as const }),
      ...(end?.at !== undefined && {
        timing: { startMs: elapsed(row), durationMs: end.at - startedAt },
      }),
    };
  });
}

/** Name of the model of a run. */
export function modelName(row: RunRow): string {
  return row.position.modelName ?? row.end?.reply?.modelName ?? row.name;
}

/** A discarded run has no scope; its agents are the nodes in its checkpoint namespace. */
function toDiscarded(row: RunRow): Pick<ModelRun, "row" | "callIds"> & {
  readonly scope: Pick<ModelRun["scope"], "agent" | "node" | "round">;
} {
  const { checkpointNs, node } = row.position;
  const nodes = checkpointNs.split("|").map((segment) => segment.split(":")[0] ?? "");
  return { row, callIds: [], scope: { agent: nodes.slice(0, -1).join("/"), node, round: 1 } };
}
