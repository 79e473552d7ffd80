import { fromAtifContent } from "../../atif/content.js";
import type { AtifCall, AtifResult, AtifStep } from "../../atif/document.js";
import { type AnswerFields, callFields, messageFields, readStar } from "../../atif/star-fields.js";
import type { MessageRecord } from "../../model-call.js";

const ROLES = { system: "system", user: "user", agent: "assistant" } as const;

/** Reads the message of a step; undefined for a step that only starts other agents. */
export function readMessage(step: AtifStep): MessageRecord | undefined {
  const calls = step.tool_calls ?? [];
  if (step.llm_call_count === 0 && calls.length === 0) return undefined;
  const own = readStar(step, messageFields);
  return {
    role: own?.role ?? ROLES[step.source],
    content: own?.content ?? fromAtifContent(step.message),
    ...(own?.name != null && { name: own.name }),
    ...(step.reasoning_content != null && { reasoning: step.reasoning_content }),
    ...(calls.length > 0 && { calls: calls.map(readCall) }),
    ...(own?.callId !== undefined && { callId: own.callId }),
    ...(own?.status !== undefined && { status: own.status }),
  };
}

function readCall(call: AtifCall): NonNullable<MessageRecord["calls"]>[number] {
  const own = readStar(call, callFields);
  const id = own?.id ?? call.tool_call_id;
  const named = { id, name: call.function_name };
  if (own?.invalid === undefined) return { ...named, arguments: call.arguments };
  return { ...named, arguments: own.invalid, invalid: true };
}

/** The answer to a tool call, or what an action without one led to. */
export interface ReadAnswer {
  /** Position of the call in its message; -1 without a call. */
  readonly call: number;
  readonly message: MessageRecord;
  /** Whether the message is part of later inputs. */
  readonly isShown: boolean;
  readonly own: AnswerFields | undefined;
}

/** Reads the answers of a step. References to other agents are left out. */
export function readAnswers({ tool_calls: calls, observation }: AtifStep): ReadAnswer[] {
  return (observation?.results ?? []).flatMap((result) => {
    const isReference = result.content == null && result.subagent_trajectory_ref != null;
    return isReference ? [] : [readAnswer(result, calls ?? [])];
  });
}

function readAnswer(result: AtifResult, calls: readonly AtifCall[]): ReadAnswer {
  const call = calls.findIndex(({ tool_call_id: id }) => id === result.source_call_id);
  const shown = readStar(result, messageFields);
  const own = shown?.answer;
  const name = shown === undefined ? calls[call]?.function_name : shown.name;
  const content = shown?.content ?? fromAtifContent(result.content ?? "");
  // What happened after an action that is no tool call is told to the model as by a user.
  const message: MessageRecord =
    call === -1
      ? { role: "user", content }
      : {
          role: "tool",
          content,
          ...(name != null && { name }),
          callId: shown?.callId ?? result.source_call_id ?? "",
          ...(shown?.status !== undefined && { status: shown.status }),
        };
  return { call, message, isShown: own?.shown !== false, own };
}
