import { textOf } from "../../trajectory/message-text.js";
import type { MessageRecord } from "../../trajectory/model-call.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { type AgentConversation, listConversations } from "./list-conversations.js";

/** The first line of a session trace. */
export interface SessionHeader {
  readonly type: "session";
  /** The program that wrote the trace. */
  readonly harness: string;
  readonly id: string;
  readonly name: string;
  /** Id of the trajectory; equal for the conversations of one execution. */
  readonly trajectory: string;
  /** Numbers of content blocks that are not text, by type. They are left out. */
  readonly leftOut?: Readonly<Record<string, number>>;
}

/** A further line of a session trace. */
export interface SessionMessage {
  readonly type: "message";
  readonly message: {
    readonly role: "system" | "user" | "assistant" | "tool";
    readonly content: string;
    readonly reasoningContent?: string;
    readonly toolCalls?: readonly {
      readonly id: string;
      readonly function: { readonly name: string; readonly arguments: string };
    }[];
    readonly toolCallId?: string;
    readonly model?: string;
  };
}

/** One conversation as the lines of a file. */
export type SessionTrace = readonly [header: SessionHeader, ...messages: SessionMessage[]];

/** Options of {@link toSessionTraces}. */
export interface SessionTraceOptions {
  /** The program that the Hub shows as the author. Default: `langgraph-star`. */
  readonly harness?: string;
}

/**
 * Converts a trajectory to session traces, which the Hugging Face Hub shows in its trace viewer: one trace for each conversation of an
 * agent, in the order of their first reply. Traces are for reading: content blocks other than text are left out, and a message does not
 * say whether it was trained.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` for a trajectory of version 1, which does not contain what the models were given.
 * @see https://huggingface.co/docs/hub/session-traces-format
 *
 * @example
 * ```ts
 * import { toSessionTraces } from "langgraph-star/export";
 * import { fromAtif } from "langgraph-star/recorder";
 *
 * const trajectory = fromAtif({
 *   schema_version: "ATIF-v1.7",
 *   session_id: "run-1",
 *   agent: { name: "geographer", version: "1.0", model_name: "m" },
 *   steps: [
 *     { step_id: 1, source: "user", message: "Capital of France?" },
 *     { step_id: 2, source: "agent", message: "Paris." },
 *   ],
 * });
 * for (const line of toSessionTraces(trajectory).flat()) console.log(JSON.stringify(line)); // a session and two messages
 * ```
 */
export function toSessionTraces(
  trajectory: Trajectory,
  { harness = "langgraph-star" }: SessionTraceOptions = {},
): SessionTrace[] {
  const { conversations } = listConversations(trajectory);
  const graph = trajectory.source.graph;
  return conversations.map((conversation): SessionTrace => {
    const isAlone = conversations.length === 1;
    const messages = messagesOf(conversation);
    const leftOut = countBlocks(messages.map(({ record }) => record));
    const header: SessionHeader = {
      type: "session",
      harness,
      id: isAlone ? trajectory.id : conversation.id,
      name: isAlone ? graph : `${graph}: ${conversation.name}`,
      trajectory: trajectory.id,
      ...(Object.keys(leftOut).length > 0 && { leftOut }),
    };
    return [header, ...messages.map(toLine)];
  });
}

interface SessionRecord {
  readonly record: MessageRecord;
  /** The model that wrote it, if it is a reply of the conversation's calls. */
  readonly model: string | undefined;
}

function messagesOf({ chain }: AgentConversation): SessionRecord[] {
  const last = chain.at(-1);
  if (last === undefined) return [];
  const replies = new Map(chain.map((link) => [link.call.input.length, link]));
  return [...last.call.input, last.output].map((message, position) => {
    const link = replies.get(position);
    return { record: link?.output ?? message, model: link?.call.model };
  });
}

function toLine({ record, model }: SessionRecord): SessionMessage {
  const { role, reasoning, calls = [], callId } = record;
  return {
    type: "message",
    message: {
      role: role === "other" ? "user" : role,
      content: textOf(record),
      ...(reasoning !== undefined && { reasoningContent: reasoning }),
      ...(calls.length > 0 && { toolCalls: calls.map(toSessionCall) }),
      ...(callId !== undefined && { toolCallId: callId }),
      ...(model !== undefined && model !== "" && { model }),
    },
  };
}

/** Arguments that were no JSON are written as they were. */
function toSessionCall({ id, name, arguments: args }: NonNullable<MessageRecord["calls"]>[number]) {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  return { id, function: { name, arguments: text } };
}

function countBlocks(messages: readonly MessageRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { content } of messages) {
    for (const { type } of typeof content === "string" ? [] : content) {
      if (type !== "text") counts[String(type)] = (counts[String(type)] ?? 0) + 1;
    }
  }
  return counts;
}
