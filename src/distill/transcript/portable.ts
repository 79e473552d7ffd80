import { memoizeByObject } from "../../text/memoize.js";
import type { Conversation, Message } from "./conversation.js";

/** Reasons for which trainers would render a conversation differently. Such a conversation is not exported. */
export const UNPORTABLE = [
  /**
   * Tools without a system prompt, before which LLaMA-Factory and ms-swift print two newlines; or an empty system prompt, which they
   * omit.
   */
  "no_system_prompt",
  /** Turns other than a prompt, calls with one answer each and a final answer; or an assistant turn that starts with whitespace. */
  "unusual_turns",
  /** An unpaired surrogate, which UTF-8 cannot encode. */
  "not_unicode",
  /** A number that JavaScript and Python print differently, such as 1e21. */
  "unusual_number",
] as const;
type Unportable = (typeof UNPORTABLE)[number];

/** Roles by their first letter, with `c` for an assistant turn with a call. */
const TURNS = /^s?u(ct)*a$/;
const LEADING_WHITESPACE = /^\s/;

/**
 * Finds a reason for which trainers would render a conversation differently.
 *
 * @param text - The linear text of the conversation.
 * @returns Undefined for a conversation that all trainers render alike.
 */
export function findUnportable(
  { messages, tools }: Conversation,
  text: string,
): Unportable | undefined {
  const system = messages.find(({ role }) => role === "system")?.content;
  if (system === "" || (system === undefined && tools.length > 0)) return "no_system_prompt";
  const isUsual =
    TURNS.test(messages.map(roleLetter).join("")) && !messages.some(startsWithWhitespace);
  if (!isUsual) return "unusual_turns";
  if (!text.isWellFormed()) return "not_unicode";
  const isPlain = haveToolsPlainNumbers(tools) && messages.flatMap(callsOf).every(hasPlainNumbers);
  return isPlain ? undefined : "unusual_number";
}

/** Text that a chat template, or a server's parser of its output, reads as more than text. */
const TURN_TOKENS = /<\|(?:im_start|im_end|endoftext)\|>/;
const CALL_TAG = /<\/?tool_call>/;
const ANSWER_TAG = /<\/?tool_response>/;

/** Reasons for which trainers would render a recorded conversation differently. */
type ConversationFault = Unportable | "template_tokens";

/** {@link findUnportable} for a conversation as a model saw it, with any number of questions, calls and answers. */
export function findConversationFault({
  messages,
  tools,
  context = 0,
}: Conversation): ConversationFault | undefined {
  if (messages[0]?.role === "system" && messages[0].content === "") return "no_system_prompt";
  if (messages.some(forgesTurns)) return "template_tokens";
  if (messages.slice(context).some(startsWithWhitespace)) return "unusual_turns";
  if (!messages.every(({ content }) => content.isWellFormed())) return "not_unicode";
  const calls = messages.flatMap(callsOf);
  if (JSON.stringify(calls).match(TURN_TOKENS) !== null) return "template_tokens";
  const isPlain = haveToolsPlainNumbers(tools) && calls.every(hasPlainNumbers);
  return isPlain ? undefined : "unusual_number";
}

/** True if the text would be read as other turns, calls or answers than those it belongs to. */
function forgesTurns({ role, content }: Message): boolean {
  if (TURN_TOKENS.test(content)) return true;
  if (role === "assistant") return CALL_TAG.test(content);
  return role === "tool" ? ANSWER_TAG.test(content) : content.startsWith("<tool_response>");
}

/** The same checks for the messages before the first assistant turn. */
export function isPortablePrompt({ tools, messages }: Conversation): boolean {
  const turn = { role: "assistant", content: "" } as const;
  const text = messages.map(({ content }) => content).join("");
  return findUnportable({ tools, messages: [...messages, turn] }, text) === undefined;
}

function roleLetter(message: Message): string {
  if (message.role === "assistant") return message.tool_calls === undefined ? "a" : "c";
  return message.role.charAt(0);
}

function startsWithWhitespace(message: Message): boolean {
  return message.role === "assistant" && LEADING_WHITESPACE.test(message.content);
}

function callsOf(message: Message) {
  return message.role === "assistant" ? (message.tool_calls ?? []) : [];
}

const haveToolsPlainNumbers = memoizeByObject((tools: Conversation["tools"]) =>
  tools.every(hasPlainNumbers),
);

/** True unless JavaScript and Python print a number in the value differently: exponents and unsafe integers. */
function hasPlainNumbers(value: unknown): boolean {
  if (typeof value === "number") {
    return Number.isInteger(value) ? Number.isSafeInteger(value) : !String(value).includes("e");
  }
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(hasPlainNumbers);
}
