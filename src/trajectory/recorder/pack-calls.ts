import type { MessageRecord, ModelCallRecord } from "../model-call.js";
import type { Trajectory } from "../trajectory.js";
import type { ModelCall } from "../unpack-calls.js";

/** Model calls with each message and each tool stored once. */
interface PackedCalls {
  readonly messages: MessageRecord[];
  readonly tools: Trajectory["tools"];
  readonly calls: ModelCallRecord[];
}

/** Stores each message and each tool of model calls once. The inverse of `listModelCalls`. */
export function packCalls(modelCalls: readonly ModelCall[]): PackedCalls {
  const messages = createPool<MessageRecord>();
  const tools = createPool<Trajectory["tools"][number]>();
  const packInput = createInputPacker();
  const calls = modelCalls.map((call): ModelCallRecord => {
    const input = call.input.map(messages.add);
    const output = call.output === null ? null : messages.add(call.output);
    const key = `${call.agent}\n${call.node}`;
    return {
      ...call,
      input: packInput({ key, input, output }),
      output,
      tools: call.tools?.map(tools.add) ?? null,
    };
  });
  return { messages: messages.values, tools: tools.values, calls };
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
