import { type BaseMessage, isAIMessage, isToolMessage } from "@langchain/core/messages";
import { callsOf } from "../../../graphs/turns.js";

/** One call of a student with its answer. */
export interface ExecutedCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
  /** As the student read it; null when the conversation ended before there was one. */
  readonly answer: string | null;
  readonly status: "success" | "error";
}

/** The calls of a conversation in order. A model may use an id again, so a call's answer is the next with its id. */
export function readCalls(messages: readonly BaseMessage[]): ExecutedCall[] {
  return messages.flatMap((message, place) => {
    if (!isAIMessage(message)) return [];
    const answers = messages.slice(place + 1).filter(isToolMessage);
    return callsOf(message).map(({ id, name, args }): ExecutedCall => {
      const answer = answers.find(({ tool_call_id }) => tool_call_id === id);
      return {
        name,
        arguments: args,
        answer: answer?.text ?? null,
        status: answer?.status ?? (answer === undefined ? "error" : "success"),
      };
    });
  });
}
