import { isRecord } from "../../json.js";
import { toArguments } from "./arguments.js";
import { findCalls } from "./calls/find-calls.js";
import type { OfferedTool } from "./offered-tool.js";
import { type Repair, type RepairKind, repairOf } from "./repair.js";
import { splitThoughts } from "./thoughts.js";

/** A message in the form of OpenAI's API. */
export type ReceivedMessage = Readonly<Record<string, unknown>>;

interface RepairOptions {
  /** The tools that the model was offered. */
  readonly tools: readonly OfferedTool[];
  /** Ids of the tool calls in the conversation before. */
  readonly idsBefore: readonly string[];
}

/** A message as OpenAI's API has it, and what was changed for that. */
export interface RepairedMessage {
  readonly message: ReceivedMessage;
  readonly repairs: readonly Repair[];
}

interface WireCall {
  readonly id: unknown;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

/**
 * Brings a reply into the form of OpenAI's API, in which nothing is guessed: thoughts become `reasoning_content`, calls in the text
 * become `tool_calls`, arguments JSON text, and every call gets an id of its own. A call that cannot be read keeps its text as
 * arguments, which LangChain reports as invalid.
 */
export function repairMessage(
  given: ReceivedMessage,
  { tools, idsBefore }: RepairOptions,
): RepairedMessage {
  const repairs: Repair[] = [];
  const note = (kind: RepairKind, original: unknown) => repairs.push(repairOf(kind, original));
  const whole = textOfContent(given["content"], note);
  const { thoughts, text: spoken } = splitThoughts(whole);
  if (thoughts !== "") note("thoughts_in_text", whole);
  const text = withoutEndToken(spoken, note);
  const own = readCalls(given, note);
  const found = own.length > 0 ? undefined : findCalls(text, tools);
  const calls = [...own, ...(found === undefined ? [] : toWireCalls(found, tools))];
  if (found !== undefined && calls.length > 0) note("calls_in_text", text);
  if (given["role"] !== "assistant") note("message_form", { role: given["role"] ?? null });
  const reasoning = reasoningOf(given) ?? thoughts;
  const { tool_calls: _calls, function_call: _call, ...others } = given;
  return {
    message: {
      ...others,
      role: "assistant",
      content: found === undefined || calls.length === 0 ? text : found.rest,
      ...(reasoning !== "" && { reasoning_content: reasoning }),
      ...(calls.length > 0 && { tool_calls: withIds(calls, idsBefore, note).map(toWire) }),
    },
    repairs,
  };
}

type Note = (kind: RepairKind, original: unknown) => void;

/** Some servers send content as a list of parts, or an object where JSON was asked for. */
function textOfContent(content: unknown, note: Note): string {
  if (content === null || content === undefined) return "";
  if (typeof content === "string") return content;
  note("message_form", { content });
  if (!Array.isArray(content)) return JSON.stringify(content);
  return content
    .map((part: unknown) => (isRecord(part) ? (part["text"] ?? "") : part))
    .filter((part) => typeof part === "string")
    .join("");
}

function reasoningOf(message: ReceivedMessage): string | undefined {
  const { reasoning_content, reasoning, thinking } = message;
  return [reasoning_content, reasoning, thinking].find(
    (value): value is string => typeof value === "string" && value !== "",
  );
}

/** Tokens that end a turn in the templates of Qwen, Llama, Mistral, Gemma, Phi, gpt-oss and DeepSeek. */
const END =
  /(?:<\|im_end\|>|<\|eot_id\|>|<\|eom_id\|>|<\/s>|<end_of_turn>|<turn\|>|<\|end\|>|<\|return\|>|<\|endoftext\|>|<｜end▁of▁sentence｜>)\s*$/;

function withoutEndToken(text: string, note: Note): string {
  if (!END.test(text)) return text;
  note("end_token", END.exec(text)?.[0].trim());
  return withoutEndToken(text.replace(END, "").trimEnd(), () => {});
}

function readCalls(message: ReceivedMessage, note: Note): WireCall[] {
  const { tool_calls: listed, function_call: old } = message;
  const calls: unknown[] = Array.isArray(listed) ? listed : listed ? [listed] : [];
  if (calls.length === 0 && isRecord(old)) {
    note("message_form", { function_call: old });
    return [readCall(old, note)];
  }
  return calls.filter(isRecord).map((call) => readCall(call, note));
}

function readCall(call: Readonly<Record<string, unknown>>, note: Note): WireCall {
  const inner = isRecord(call["function"]) ? call["function"] : call;
  if (inner === call && call["function"] !== undefined) note("message_form", call);
  const { name } = inner;
  const given = inner["arguments"] ?? inner["parameters"] ?? inner["args"] ?? inner["input"];
  return {
    id: call["id"],
    name: typeof name === "string" ? name : "",
    arguments: readArguments(given, note),
  };
}

function readArguments(given: unknown, note: Note): string {
  if (typeof given === "string" && isObjectJson(given)) return given;
  note("arguments", given ?? null);
  const read = toArguments(given);
  if (read !== undefined) return JSON.stringify(read);
  return typeof given === "string" ? given : JSON.stringify(given);
}

function isObjectJson(text: string): boolean {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Stands for the id of a call in text, which has none. */
const MADE = Symbol("made");

function toWireCalls(
  { calls, broken }: ReturnType<typeof findCalls>,
  tools: readonly OfferedTool[],
) {
  return [
    ...calls.map((call) => ({ ...call, id: MADE, arguments: JSON.stringify(call.arguments) })),
    ...broken.map((text) => ({ id: MADE, name: nameIn(text, tools), arguments: text })),
  ];
}

/** The tool that the text of a broken call names, for messages. */
function nameIn(text: string, tools: readonly OfferedTool[]): string {
  return tools.find(({ name }) => text.includes(name))?.name ?? "unknown";
}

/** Gives new ids to all calls if any has none, or one that occurred before. */
function withIds(calls: readonly WireCall[], before: readonly string[], note: Note): WireCall[] {
  const ids = calls.map(({ id }) => id);
  const known = new Set<unknown>(before);
  const isFine = ids.every((id) => typeof id === "string" && id !== "" && !known.has(id));
  if (isFine && new Set(ids).size === ids.length) return [...calls];
  if (ids.some((id) => id !== MADE)) note("call_ids", ids);
  let number = before.length;
  return calls.map((call) => {
    do number++;
    while (known.has(makeId(number)));
    return { ...call, id: makeId(number) };
  });
}

/** Nine letters and digits, as Mistral's API requires. */
function makeId(number: number): string {
  return `call${String(number).padStart(5, "0")}`;
}

function toWire({ id, name, arguments: given }: WireCall) {
  return { id, type: "function", function: { name, arguments: given } };
}
