import type { Trajectory } from "../../trajectory/trajectory.js";
import { listModelCalls, type ModelCall } from "../../trajectory/unpack-calls.js";
import type { Conversation, Message } from "../transcript/conversation.js";
import { type Chain, type ChainedCall, toChains } from "./chains.js";
import { isChat } from "./is-chat.js";
import {
  asExecuted,
  type CallVerdict,
  type EditedMode,
  judgeCalls,
  listAnswers,
} from "./judge-calls.js";
import { toRowMessage } from "./to-message.js";

/** A conversation of one agent in which some replies are trained. */
export interface ConversationRow {
  /** Agent path; the node's name for an agent that is a node of the outermost graph. */
  readonly agent: string;
  readonly conversation: Conversation;
  /** Positions of the trained calls among the trajectory's calls. */
  readonly calls: readonly number[];
}

/** The conversations of a trajectory. */
interface ConversationRows {
  readonly rows: readonly ConversationRow[];
  /** One per call of the trajectory, in order. `trained` means that its reply is in one of the rows. */
  readonly verdicts: readonly CallVerdict[];
}

interface ConversationOptions {
  readonly edited: EditedMode;
  /** Finds a reason for which trainers cannot take a conversation. */
  readonly findFault: (conversation: Conversation) => CallVerdict | undefined;
}

/**
 * Writes each agent's conversations exactly as its model saw them: one row for each run of calls in which every input extends the
 * conversation before it. In a row, all assistant turns before the first trained one are context, and all after it are trained; a
 * reply that must not be trained ends the row. No reply is trained twice.
 */
export function toConversationRows(
  trajectory: Trajectory,
  { edited, findFault }: ConversationOptions,
): ConversationRows {
  const calls = listModelCalls(trajectory);
  const answers = listAnswers(trajectory);
  const verdicts = judgeCalls(calls, { answers, edited });
  const used = calls.flatMap((call, index): ChainedCall[] => {
    const output = asExecuted(call, answers);
    return call.discarded || output === null ? [] : [{ index, call, output }];
  });
  const isInputKnown = !trajectory.missing?.some((part) => part === "prompt" || part === "replies");
  const rows = toChains(used).flatMap((chain) =>
    toGroups(chain, verdicts).flatMap((group) => {
      for (let end = group.length; end > 0; end--) {
        const links = group.slice(0, end);
        const row = isInputKnown ? toRow(links) : "input_unknown";
        const fault = typeof row === "string" ? row : findFault(row.conversation);
        if (fault === undefined && typeof row !== "string") return [row];
        const last = links.at(-1);
        if (last !== undefined && fault !== undefined) verdicts[last.index] = fault;
      }
      return [];
    }),
  );
  return { rows, verdicts };
}

/** Splits a chain where an assistant turn between two trained replies is not trained. */
function toGroups(chain: Chain, verdicts: readonly CallVerdict[]): ChainedCall[][] {
  const groups: ChainedCall[][] = [];
  for (const link of chain) {
    if (verdicts[link.index] !== "trained") continue;
    const group = groups.at(-1);
    const last = group?.at(-1);
    const between = link.call.input.slice((last?.call.input.length ?? 0) + 1);
    const isAdjacent = last !== undefined && !between.some(({ role }) => role === "assistant");
    if (group !== undefined && isAdjacent) group.push(link);
    else groups.push([link]);
  }
  return groups;
}

/** @returns The row, or the reason for which the conversation of its last call cannot be written. */
function toRow(links: readonly ChainedCall[]): ConversationRow | CallVerdict {
  const [first, last] = [links[0], links.at(-1)];
  if (first === undefined || last === undefined) throw new Error("A group has a call.");
  const messages: Message[] = [];
  for (const record of [...last.call.input, last.output]) {
    const message = toRowMessage(record, { isReply: record === last.output });
    if (typeof message === "string") return message;
    messages.push(message);
  }
  const { agent, node, tools } = last.call;
  if (!isChat([...last.call.input, last.output])) return "unusual_turns";
  const context = first.call.input.length;
  if (!areToolsKnown(tools, messages, context)) return "tools_unknown";
  return {
    agent: [agent, node].filter((part) => part !== "").join("/"),
    conversation: { tools: tools ?? [], messages, context },
    calls: links.map(({ index }) => index),
  };
}

/**
 * True if the offered tools were recorded and have distinct names, or if nothing shows that tools were offered. A reply that calls a
 * tool shows that a list without any is not true.
 */
function areToolsKnown(
  tools: ModelCall["tools"],
  messages: readonly Message[],
  context: number,
): boolean {
  const isCalling = (message: Message) => "tool_calls" in message;
  if (tools === null) {
    return !messages.some((message) => message.role === "tool" || isCalling(message));
  }
  if (tools.length === 0 && messages.slice(context).some(isCalling)) return false;
  const names = tools.map((tool) => tool.function.name);
  return new Set(names).size === names.length;
}
