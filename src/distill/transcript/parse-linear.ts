import { z } from "zod";
import { StarError } from "../../errors.js";
import { readBlocks } from "../../text/blocks.js";
import type { Conversation, Message } from "./conversation.js";
import { renderLinear } from "./render-linear.js";
import { splitTurns, type TextTurn } from "./split-turns.js";
import { readHead, readJson } from "./template-head.js";
import type { LinearStep } from "./to-linear-steps.js";

/**
 * The inverse of {@link renderLinear}: `renderLinear(parseLinear(text)).text === text`.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the text is nothing that `renderLinear` writes.
 */
export function parseLinear(text: string): Conversation {
  const conversation = readConversation(text);
  const isSame = conversation !== undefined && renderLinear(conversation).text === text;
  if (isSame) return conversation;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `No linear text of a whole conversation: ${JSON.stringify(text.slice(0, 80))}`,
    remedy: "Pass what renderLinear wrote, unchanged.",
  });
}

function readConversation(text: string): Conversation | undefined {
  const [first, ...rest] = splitTurns(text);
  if (first === undefined) return undefined;
  try {
    const { system, tools } =
      first.role === "system" ? readHead(first.content) : { system: undefined, tools: [] };
    const opening: Message[] = system === undefined ? [] : [{ role: "system", content: system }];
    const turns = first.role === "system" ? rest : [first, ...rest];
    return { tools, messages: [...opening, ...readMessages(turns)] };
  } catch {
    // Broken JSON, or a call of another form: the caller says so, whatever it is.
    return undefined;
  }
}

function readMessages(turns: readonly TextTurn[]): Message[] {
  let lastCall = "";
  return turns.flatMap(({ role, content }): Message[] => {
    if (role === "tool") {
      return readAnswers(content).map((answer) => ({ role, name: lastCall, content: answer }));
    }
    if (role !== "assistant") return [{ role: role === "system" ? role : "user", content }];
    const message = readAssistant(content);
    lastCall = message.tool_calls?.[0].function.name ?? lastCall;
    return [message];
  });
}

const ANSWER_OPENS = "<tool_response>\n";
const ANSWER_CLOSES = "\n</tool_response>";

function readAnswers(content: string): string[] {
  return content
    .slice(ANSWER_OPENS.length, -ANSWER_CLOSES.length)
    .split(`${ANSWER_CLOSES}\n${ANSWER_OPENS}`);
}

const callSchema = z.strictObject({
  name: z.string(),
  arguments: z.record(z.string(), z.json()),
});

function readAssistant(content: string): Extract<Message, { role: "assistant" }> {
  const [text = "", call] = content.split("<tool_call>\n");
  if (call === undefined) return { role: "assistant", content };
  const json = call.slice(0, -"\n</tool_call>".length);
  return {
    role: "assistant",
    content: text.replace(/\n$/, ""),
    tool_calls: [{ type: "function", function: readJson(callSchema, json) }],
  };
}

/** What was done in a conversation, in order: the inverse of what `toConversation` makes of linear steps. */
export function readLinearSteps({ messages }: Conversation): LinearStep[] {
  return messages.flatMap((message, place): LinearStep[] => {
    if (message.role !== "assistant") return [];
    const blocks = readBlocks(message.content).blocks.flatMap(({ kind, text }) =>
      kind === "tool_call" ? [] : [{ kind, text }],
    );
    const answer = messages[place + 1]?.content ?? "";
    const calls = (message.tool_calls ?? []).map((call) => ({
      kind: "tool_call" as const,
      ...call.function,
      answer,
    }));
    return [...blocks, ...calls];
  });
}
