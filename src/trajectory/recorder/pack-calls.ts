import type { MessageRecord, ModelCallRecord } from "../model-call.js";
import type { ModelRun } from "./linearize.js";
import type { RunRow } from "./run-row.js";
import type { ToolDefinition } from "./tools.js";

/** The model calls of an execution, with each message and each tool stored once. */
interface PackedCalls {
  readonly messages: MessageRecord[];
  readonly tools: ToolDefinition[];
  readonly calls: ModelCallRecord[];
}

interface PackOptions {
  /** The runs that are part of the result, in logical order. */
  readonly modelRuns: readonly ModelRun[];
  /** All model runs, in the order of their start. */
  readonly rows: readonly RunRow[];
  /** Start of a run in milliseconds since the start of the execution. */
  readonly elapsed: (row: RunRow) => number;
}

/** Packs the model calls of an execution: those of the result in logical order, then the discarded ones. */
export function packCalls({ modelRuns, rows, elapsed }: PackOptions): PackedCalls {
  const used = new Set(modelRuns.filter(({ row }) => row.end?.reply).map(({ row }) => row));
  const results = modelRuns.filter(({ row }) => used.has(row));
  const discarded = rows.filter((row) => !used.has(row)).map(toDiscarded);
  const messages = createPool<MessageRecord>();
  const tools = createPool<ToolDefinition>();
  const packInput = createInputPacker();
  const calls = [...results, ...discarded].map(({ row, scope, callIds }): ModelCallRecord => {
    const { agent, node, round } = scope;
    const reply = row.end?.reply;
    const input = row.input.map(messages.add);
    const output = reply === undefined ? null : messages.add(reply.message);
    return {
      agent,
      node,
      round,
      model: modelName(row),
      input: packInput({ key: `${agent}\n${node}`, input, output }),
      output,
      callIds: [...callIds],
      tools: row.tools === undefined ? null : row.tools.map(tools.add),
      finishReason: reply?.finishReason ?? null,
      usage: { inputTokens: reply?.inputTokens ?? 0, outputTokens: reply?.outputTokens ?? 0 },
      ...(reply?.sampled !== undefined && { sampled: reply.sampled }),
      ...(row.end?.error !== undefined && { error: row.end.error }),
      ...(!used.has(row) && { discarded: true as const }),
      ...(row.end?.at !== undefined && {
        timing: { startMs: elapsed(row), durationMs: row.end.at - row.startedAt },
      }),
    };
  });
  return { messages: messages.values, tools: tools.values, calls };
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

/** Distinct values in the order of their first appearance. */
function createPool<Value extends object>() {
  const values: Value[] = [];
  const positions = new Map<Value | string, number>();
  return {
    values,
    /** @returns The position of an equal value. */
    add(value: Value): number {
      const known = positions.get(value);
      if (known !== undefined) return known;
      const json = JSON.stringify(value);
      const position = positions.get(json) ?? values.push(value) - 1;
      positions.set(json, position).set(value, position);
      return position;
    },
  };
}

/** Earlier conversations that a new input is compared with. */
const MAX_COMPARED = 4;

interface CallMessages {
  /** Equal for calls of one node of one agent. */
  readonly key: string;
  /** Positions of the messages. */
  readonly input: readonly number[];
  readonly output: number | null;
}

/**
 * Creates a function that writes an input as the continuation of an earlier conversation: the last one of the same node, or one of
 * the last few, whichever shares most. So the stored size of an agent's loop grows linearly with its length.
 */
function createInputPacker() {
  const conversations: number[][] = [];
  const lastOf = new Map<string, number>();
  return ({ key, input, output }: CallMessages): ModelCallRecord["input"] => {
    const number = conversations.length;
    const recent = Array.from({ length: MAX_COMPARED }, (_, index) => number - 1 - index);
    let best = { from: -1, keep: 0 };
    for (const from of [lastOf.get(key) ?? -1, ...recent]) {
      const keep = sharedLength(conversations[from] ?? [], input);
      if (keep > best.keep) best = { from, keep };
    }
    conversations.push([...input, ...(output === null ? [] : [output])]);
    lastOf.set(key, number);
    const messages = input.slice(best.keep);
    return best.keep === 0 ? { from: null, keep: 0, messages } : { ...best, messages };
  };
}

function sharedLength(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return index;
  return length;
}
