import {
  AIMessage,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import { isRecord, parseJson } from "../../../json.js";
import type { MissingPart } from "../../missing-parts.js";
import { readToolCalls } from "../exported/tool-calls.js";

/** Messages of OpenTelemetry's conventions, converted. */
interface GenAiMessages {
  readonly messages: readonly BaseMessage[];
  readonly missing: readonly MissingPart[];
}

type Part = Readonly<Record<string, unknown>>;

/**
 * Reads `gen_ai.input.messages` or `gen_ai.output.messages`: `{ role, parts }`. A message can contain several answers of tools.
 * The conventions do not say whether a tool failed.
 */
export function readGenAiMessages(list: unknown): GenAiMessages {
  const entries: unknown[] = Array.isArray(list) ? list : [];
  const read = entries.map(readMessage);
  const messages = read.flatMap((found) => found ?? []);
  // traceloop's instrumentation does not keep roles that it does not know.
  const lacksRole = entries.some((entry) => isRecord(entry) && entry["role"] === "unknown");
  const isCut = !Array.isArray(list) || read.includes(undefined) || lacksRole;
  const hasAnswers = messages.some((message) => ToolMessage.isInstance(message));
  return {
    messages,
    missing: [...(isCut ? ["prompt" as const] : []), ...(hasAnswers ? ["answers" as const] : [])],
  };
}

/** Reads `gen_ai.system_instructions`: a list of parts, or a text. */
export function readInstructions(value: unknown): BaseMessage[] {
  if (typeof value === "string" && value !== "") return [new SystemMessage(value)];
  const parts = partsOf(value);
  return parts.length > 0 ? [new SystemMessage({ content: contentOf(parts) })] : [];
}

function readMessage(entry: unknown): BaseMessage[] | undefined {
  if (!isRecord(entry) || typeof entry["role"] !== "string") return undefined;
  const { role, name, parts: listed, content: text } = entry;
  const parts =
    listed === undefined && typeof text === "string"
      ? [{ type: "text", content: text }]
      : partsOf(listed);
  const answers = parts.filter(({ type }) => type === "tool_call_response");
  const others = parts.filter(({ type }) => type !== "tool_call_response");
  const named = typeof name === "string" ? { name } : {};
  const rest = others.length > 0 || answers.length === 0 ? [build(role, others, named)] : [];
  return [...answers.map((answer) => toAnswer(answer, named)), ...rest];
}

function partsOf(value: unknown): Part[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function build(role: string, parts: readonly Part[], named: { name?: string }): BaseMessage {
  if (role === "assistant") return toReply(parts, named);
  const fields = { ...named, content: contentOf(parts) };
  if (role === "user") return new HumanMessage(fields);
  if (role === "system" || role === "developer") return new SystemMessage(fields);
  // Some instrumentations write an answer as plain text, without the id of its call.
  if (role === "tool") return new ToolMessage({ ...fields, tool_call_id: "" });
  return new ChatMessage({ ...fields, role });
}

function toReply(parts: readonly Part[], named: { name?: string }): AIMessage {
  const calls = parts.filter(({ type }) => type === "tool_call");
  const thoughts = parts
    .filter(({ type }) => type === "reasoning")
    .map(({ content }) => String(content));
  const rest = parts.filter(({ type }) => type !== "tool_call" && type !== "reasoning");
  return new AIMessage({
    ...named,
    content: contentOf(rest),
    ...readToolCalls({ tool_calls: calls }),
    additional_kwargs: thoughts.length > 0 ? { reasoning_content: thoughts.join("\n") } : {},
  });
}

function toAnswer({ id, response, result }: Part, named: { name?: string }): ToolMessage {
  const value = response ?? result ?? "";
  return new ToolMessage({
    ...named,
    content: typeof value === "string" ? value : JSON.stringify(value),
    tool_call_id: typeof id === "string" ? id : "",
  });
}

interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}
type Content = string | Block[];

/** One text is the content itself; several parts are blocks. */
function contentOf(parts: readonly Part[]): Content {
  const [first, ...others] = parts;
  if (first === undefined) return "";
  if (others.length === 0 && first["type"] === "text") return String(first["content"] ?? "");
  return parts.map(toBlock);
}

/** Converts a part to LangChain's form of a block. Parts of other types keep their fields. */
function toBlock(part: Part): Block {
  const { type, content, modality, mime_type: mime, uri } = part;
  if (type === "text") return { type: "text", text: String(content ?? "") };
  const isImage = modality === "image" || String(mime).startsWith("image/");
  if (!isImage || (type !== "blob" && type !== "uri")) return { ...part, type: String(type) };
  const url =
    type === "uri" ? uri : `data:${String(mime ?? "image/png")};base64,${String(content)}`;
  return { type: "image_url", image_url: { url } };
}

/** A value that some instrumentations write as JSON text. */
export function parsed(value: unknown): unknown {
  return typeof value === "string" ? (parseJson(value) ?? value) : value;
}
