import { isDeepStrictEqual } from "node:util";
import type { Trajectory } from "../../../../trajectory/trajectory.js";
import { listModelCalls } from "../../../../trajectory/unpack-calls.js";
import { describeLine, isSameLine, type Line, messageLine } from "./line.js";
import { readRowTurns, type Turn } from "./read-turns.js";

/** A row of `linear.jsonl` that is a conversation. */
export interface ConversationText {
  readonly agent: string;
  readonly text: string;
  readonly spans: readonly {
    readonly start: number;
    readonly end: number;
    readonly trainable: boolean;
  }[];
}

/** A recorded call, as lines. */
interface RecordedCall {
  readonly number: number;
  readonly name: string;
  readonly input: readonly Line[];
  readonly outputs: readonly Line[];
  readonly tools: readonly unknown[] | null;
}

/** Checks the rows of one trajectory. */
export interface RowChecker {
  /**
   * @returns The first problem of the row; undefined if every trained turn is the output of a call whose input is the turns before
   * it.
   */
  check(row: ConversationText): string | undefined;
  /** Number of trained replies in the rows so far. */
  trained(): number;
}

/**
 * Creates a checker of the conversations of one trajectory. It remembers which replies were trained: none may be trained twice.
 *
 * @param trainsEdited - Whether a call may be trained with the arguments that its tool ran with.
 */
export function createRowChecker(trajectory: Trajectory, trainsEdited: boolean): RowChecker {
  const open = toRecordedCalls(trajectory, trainsEdited);
  let count = 0;
  return {
    trained: () => count,
    check(row) {
      const read = readRowTurns(row);
      if (typeof read === "string") return read;
      const { turns, tools } = read;
      const replies = turns.flatMap(({ isTrained }, index) => (isTrained ? [index] : []));
      if (replies.at(-1) !== turns.length - 1) {
        return `the last message (${describeLine(turns.at(-1))}) is not a trained reply, so it is not part of the input of a call`;
      }
      for (const index of replies) {
        const problem = checkReply({ turns, index, tools, agent: row.agent, open });
        if (typeof problem === "string") return problem;
        open.delete(problem);
        count++;
      }
      return undefined;
    },
  };
}

function toRecordedCalls(trajectory: Trajectory, trainsEdited: boolean): Set<RecordedCall> {
  const changes = new Map<string, { readonly name?: string; readonly arguments?: unknown }>();
  for (const step of trajectory.steps) {
    if (step.kind !== "tool_response") continue;
    changes.set(step.callId, {
      ...(step.ranAs !== undefined && { name: step.ranAs }),
      ...(step.ranWith !== undefined && { arguments: step.ranWith }),
    });
  }
  const calls = listModelCalls(trajectory).map((call, index): RecordedCall | undefined => {
    if (call.discarded || call.output === null) return undefined;
    const written = messageLine(call.output, { isReply: true });
    const executed = written.calls.map((one, at) => ({
      ...one,
      ...changes.get(call.callIds[at] ?? ""),
    }));
    return {
      number: index + 1,
      name: [call.agent, call.node].filter((part) => part !== "").join("/"),
      input: call.input.map((message) => messageLine(message, { isReply: false })),
      outputs: trainsEdited ? [written, { ...written, calls: executed }] : [written],
      tools: call.tools,
    };
  });
  return new Set(calls.filter((call) => call !== undefined));
}

interface Reply {
  readonly turns: readonly Turn[];
  /** Position of the trained turn. */
  readonly index: number;
  readonly tools: readonly unknown[];
  readonly agent: string;
  readonly open: ReadonlySet<RecordedCall>;
}

/** @returns The call whose output is the turn, or the difference from the most similar call. */
function checkReply({ turns, index, tools, agent, open }: Reply): RecordedCall | string {
  const reply = turns[index];
  const candidates = [...open].filter(({ outputs }) =>
    outputs.some((output) => isSameLine(output, reply)),
  );
  if (candidates.length === 0) {
    return `the trained message ${index + 1}, ${describeLine(reply)}, is not the output of a recorded model call, or it is trained twice`;
  }
  const before = turns.slice(0, index);
  let closest = { shared: -1, problem: "" };
  for (const call of candidates) {
    const shared = sharedLength(before, call.input);
    if (shared === before.length && shared === call.input.length) {
      return checkCall(call, { tools, agent }) ?? call;
    }
    if (shared <= closest.shared) continue;
    const problem = `message ${shared + 1} is ${describeLine(before[shared])}; the input of model call ${call.number} has ${describeLine(call.input[shared])}`;
    closest = { shared, problem };
  }
  return closest.problem;
}

function sharedLength(before: readonly Line[], input: readonly Line[]): number {
  const index = before.findIndex((line, at) => !isSameLine(line, input[at]));
  return index === -1 ? before.length : index;
}

function checkCall(
  call: RecordedCall,
  { tools, agent }: Pick<Reply, "tools" | "agent">,
): string | undefined {
  if (call.name !== agent) {
    return `model call ${call.number} was made by "${call.name}"; the row names "${agent}"`;
  }
  if (isDeepStrictEqual(tools, JSON.parse(JSON.stringify(call.tools ?? [])))) return undefined;
  return `its tools are not those that model call ${call.number} was offered`;
}
