import { isRecord } from "../../json.js";
import { readOfferedTools } from "../reply/offered-tool.js";
import { type Repair, REPAIRS_KEY } from "../reply/repair.js";
import { repairMessage } from "../reply/repair-message.js";
import type { RequestBody } from "./adaptation.js";
import type { Completion } from "./read-completion.js";

/** Brings the message of a completion into the form of OpenAI's API, and lists what was changed. */
export function repairCompletion(completion: Completion, request: RequestBody): Completion {
  const [choice] = completion.choices;
  const tools = readOfferedTools(request["tools"]);
  const { message, repairs } = repairMessage(choice.message, {
    tools,
    idsBefore: listCallIds(request["messages"]),
  });
  return {
    ...completion,
    choices: [{ ...choice, index: 0, message }],
    ...(repairs.length > 0 && { [REPAIRS_KEY]: repairs }),
  };
}

/** The repairs that {@link repairCompletion} listed in a completion. */
export function repairsOf(completion: unknown): readonly Repair[] {
  const repairs = isRecord(completion) ? completion[REPAIRS_KEY] : undefined;
  return Array.isArray(repairs) ? (repairs as Repair[]) : [];
}

function listCallIds(messages: unknown): string[] {
  const conversation: unknown[] = Array.isArray(messages) ? messages : [];
  return conversation.flatMap((message) => {
    const calls: unknown = isRecord(message) ? message["tool_calls"] : undefined;
    const listed: unknown[] = Array.isArray(calls) ? calls : [];
    return listed.flatMap((call) =>
      isRecord(call) && typeof call["id"] === "string" ? [call["id"]] : [],
    );
  });
}
