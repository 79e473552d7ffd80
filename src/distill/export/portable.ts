import { oncePer } from "../../text/once-per.js";
import type { Conversation, Message } from "../transcript/conversation.js";

/** Why some trainer would read a conversation differently from the others, so that none is given it. */
export const UNPORTABLE = [
  /** There are tools and no system prompt: LLaMA-Factory and ms-swift then begin with two empty lines. Or it is empty: they print none. */
  "no_system_prompt",
  /** The turns are not: an opening, then calls with one answer each, then a last word. Or a turn begins with a blank. */
  "unusual_turns",
  /** Half of a surrogate pair, which UTF-8 cannot hold. */
  "not_unicode",
  /** A number that JavaScript and Python print differently, such as 1e21. */
  "unusual_number",
] as const;
export type Unportable = (typeof UNPORTABLE)[number];

/** Turns as letters: system, user, c for a turn with a call, tool, assistant. */
const TURNS = /^s?u(ct)*a$/;
const BLANK_START = /^\s/;

/** Whether every trainer makes the same text of a conversation. */
export function findUnportable(
  { messages, tools }: Conversation,
  text: string,
): Unportable | undefined {
  const system = messages.find(({ role }) => role === "system")?.content;
  if (system === "" || (system === undefined && tools.length > 0)) return "no_system_prompt";
  const isUsual = TURNS.test(messages.map(letterOf).join("")) && !messages.some(startsBlank);
  if (!isUsual) return "unusual_turns";
  if (!text.isWellFormed()) return "not_unicode";
  const isPlain = areToolsPlain(tools) && messages.flatMap(callsOf).every(isPrintedAlike);
  return isPlain ? undefined : "unusual_number";
}

/** The same of the beginning of a conversation, whatever it goes on with. */
export function isPortableOpening({ tools, messages }: Conversation): boolean {
  const turn = { role: "assistant", content: "" } as const;
  const text = messages.map(({ content }) => content).join("");
  return findUnportable({ tools, messages: [...messages, turn] }, text) === undefined;
}

function letterOf(message: Message): string {
  if (message.role === "assistant") return message.tool_calls === undefined ? "a" : "c";
  return message.role.charAt(0);
}

function startsBlank(message: Message): boolean {
  return message.role === "assistant" && BLANK_START.test(message.content);
}

function callsOf(message: Message) {
  return message.role === "assistant" ? (message.tool_calls ?? []) : [];
}

const areToolsPlain = oncePer((tools: Conversation["tools"]) => tools.every(isPrintedAlike));

/** Whole numbers and decimals of a plain size are; exponents are not. */
function isPrintedAlike(value: unknown): boolean {
  if (typeof value === "number") {
    return Number.isInteger(value) ? Number.isSafeInteger(value) : !String(value).includes("e");
  }
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(isPrintedAlike);
}
