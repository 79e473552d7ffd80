import { z } from "zod";
import { StarError } from "../../errors.js";
import { readBlocks } from "../../text/blocks.js";
import type { Conversation, Message } from "./conversation.js";
import { renderLinear } from "./render-linear.js";
import { splitTurns, type TextTurn } from "./split-turns.js";
import { parseJsonAs, parseSystemPrompt } from "./system-prompt.js";
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
  let called: readonly string[] = [];
  return turns.flatMap(({ role, content }): Message[] => {
    if (role === "tool") {
      return parseAnswers(content).map((answer, index) => {
        const name = called[index] ?? called.at(-1) ?? "";
        return { role, name, content: answer };
      });
    }
    if (role !== "assistant") return [{ role: role === "system" ? role : "user", content }];
    const message = parseAssistant(content);
    called = message.tool_calls?.map((call) => call.function.name) ?? called;
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

const CALL_START = "<tool_call>\n";
const CALL_END = "\n</tool_call>";

const callSchema = z.strictObject({
  name: z.string(),
  arguments: z.record(z.string(), z.json()),
});

function parseAssistant(content: string): Extract<Message, { role: "assistant" }> {
  const start = content.startsWith(CALL_START) ? 0 : content.indexOf(`\n${CALL_START}`);
  if (start === -1) return { role: "assistant", content };
  const calls = content.slice(start).trimStart().split(`\n${CALL_START}`);
  return {
    role: "assistant",
    content: content.slice(0, start),
    tool_calls: calls.map((call, index) => {
      const json = call.slice(index === 0 ? CALL_START.length : 0, -CALL_END.length);
      return { type: "function", function: parseJsonAs(callSchema, json) };
    }),
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
