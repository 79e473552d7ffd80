import { z } from "zod";
import { StarError } from "../../errors.js";
import { readBlocks } from "../../text/blocks.js";
import type { Conversation, Message } from "./conversation.js";
import { renderLinear } from "./render-linear.js";
import { splitTurns, type TextTurn } from "./split-turns.js";
import { parseJson, parseSystemPrompt } from "./system-prompt.js";
import type { LinearStep } from "./to-linear-steps.js";

/**
 * The inverse of {@link renderLinear}: `renderLinear(parseLinear(text)).text === text`.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when `renderLinear` cannot have written the text.
 */
export function parseLinear(text: string): Conversation {
  const conversation = tryParse(text);
  const isSame = conversation !== undefined && renderLinear(conversation).text === text;
  if (isSame) return conversation;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `Not the linear text of a whole conversation: ${JSON.stringify(text.slice(0, 80))}.`,
    remedy: "Pass text from renderLinear, unchanged.",
  });
}

function tryParse(text: string): Conversation | undefined {
  const [first, ...rest] = splitTurns(text);
  if (first === undefined) return undefined;
  try {
    const { system, tools } =
      first.role === "system" ? parseSystemPrompt(first.content) : { system: undefined, tools: [] };
    const systemMessages: Message[] =
      system === undefined ? [] : [{ role: "system", content: system }];
    const turns = first.role === "system" ? rest : [first, ...rest];
    return { tools, messages: [...systemMessages, ...parseMessages(turns)] };
  } catch {
    // Invalid JSON or a malformed call: the caller throws the error.
    return undefined;
  }
}

function parseMessages(turns: readonly TextTurn[]): Message[] {
  let lastCall = "";
  return turns.flatMap(({ role, content }): Message[] => {
    if (role === "tool") {
      return parseAnswers(content).map((answer) => ({ role, name: lastCall, content: answer }));
    }
    if (role !== "assistant") return [{ role: role === "system" ? role : "user", content }];
    const message = parseAssistant(content);
    lastCall = message.tool_calls?.[0].function.name ?? lastCall;
    return [message];
  });
}

const ANSWER_START = "<tool_response>\n";
const ANSWER_END = "\n</tool_response>";

function parseAnswers(content: string): string[] {
  return content
    .slice(ANSWER_START.length, -ANSWER_END.length)
    .split(`${ANSWER_END}\n${ANSWER_START}`);
}

const callSchema = z.strictObject({
  name: z.string(),
  arguments: z.record(z.string(), z.json()),
});

function parseAssistant(content: string): Extract<Message, { role: "assistant" }> {
  const [text = "", call] = content.split("<tool_call>\n");
  if (call === undefined) return { role: "assistant", content };
  const json = call.slice(0, -"\n</tool_call>".length);
  return {
    role: "assistant",
    content: text.replace(/\n$/, ""),
    tool_calls: [{ type: "function", function: parseJson(callSchema, json) }],
  };
}

/** The steps of a conversation's assistant turns, in order. Inverts the conversion of linear steps by `toConversation`. */
export function readLinearSteps({ messages }: Conversation): LinearStep[] {
  return messages.flatMap((message, index): LinearStep[] => {
    if (message.role !== "assistant") return [];
    const blocks = readBlocks(message.content).blocks.flatMap(({ kind, text }) =>
      kind === "tool_call" ? [] : [{ kind, text }],
    );
    const answer = messages[index + 1]?.content ?? "";
    const calls = (message.tool_calls ?? []).map((call) => ({
      kind: "tool_call" as const,
      ...call.function,
      answer,
    }));
    return [...blocks, ...calls];
  });
}
