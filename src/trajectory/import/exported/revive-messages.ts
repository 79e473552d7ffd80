import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  isBaseMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import { isRecord } from "../../../json.js";

type Members = Readonly<Record<string, unknown>>;

/** Deep enough for messages in a state; the limit ends the traversal of cyclic values. */
const MAX_DEPTH = 12;

/**
 * Copies a value and turns serialized messages in it into message objects. Supported formats: LangChain's constructor
 * (`{ lc, id, kwargs }`), its stored form (`{ type, data }`), its dump (`{ type, content }`) and OpenAI's (`{ role, content }`).
 */
export function reviveMessages(value: unknown, depth = MAX_DEPTH): unknown {
  if (depth === 0 || typeof value !== "object" || value === null || isBaseMessage(value)) {
    return value;
  }
  if (Array.isArray(value)) return value.map((entry) => reviveMessages(entry, depth - 1));
  if (!isRecord(value)) return value;
  return (
    toMessage(value) ??
    Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, reviveMessages(member, depth - 1)]),
    )
  );
}

/**
 * Converts one serialized message.
 *
 * @param defaults - Values of fields that the message lacks.
 * @returns Undefined for a value that is not a message.
 */
export function toMessage(value: Members, defaults: Members = {}): BaseMessage | undefined {
  const { kind, members } = unwrap(value);
  if (!("content" in members)) return undefined;
  const present = Object.entries(members).filter(([, member]) => member !== null);
  const content = readContent(members["content"]);
  const fields = { ...defaults, ...Object.fromEntries(present), content };
  const role = kind.replace(/MessageChunk$|Message$/, "").toLowerCase();
  if (role === "human" || role === "user") return new HumanMessage(fields);
  if (role === "system" || role === "developer") return new SystemMessage(fields);
  if (role === "ai" || role === "assistant") return toReply(fields);
  const callId = members["tool_call_id"];
  if (role !== "tool" || typeof callId !== "string") return undefined;
  return new ToolMessage({ ...fields, tool_call_id: callId });
}

function unwrap(value: Members): { kind: string; members: Members } {
  const { type, id, kwargs, data, role } = value;
  if (type === "constructor" && Array.isArray(id) && isRecord(kwargs)) {
    return { kind: String(id.at(-1)), members: kwargs };
  }
  const kind = typeof role === "string" ? role : String(type);
  return { kind, members: isRecord(data) && !("content" in value) ? data : value };
}

function toReply({ tool_calls, ...fields }: Members & { readonly content: Content }): AIMessage {
  const { valid, broken } = readToolCalls(tool_calls);
  const known = Array.isArray(fields["invalid_tool_calls"]) ? fields["invalid_tool_calls"] : [];
  return new AIMessage({ ...fields, tool_calls: valid, invalid_tool_calls: [...known, ...broken] });
}

type Content = string | { readonly type: string }[];

/** The content is null where a model only calls tools. */
function readContent(content: unknown): Content {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return content === null ? "" : (JSON.stringify(content) ?? "");
  return content.flatMap((block: unknown) => {
    if (typeof block === "string") return [{ type: "text", text: block }];
    return isRecord(block) ? [{ ...block, type: String(block["type"]) }] : [];
  });
}

interface ToolCalls {
  readonly valid: { id: string; name: string; args: Record<string, unknown>; type: "tool_call" }[];
  readonly broken: { id: string; name: string; args: string; type: "invalid_tool_call" }[];
}

/** Tool calls in LangChain's form (`{ id, name, args }`) or OpenAI's (`{ id, function: { name, arguments } }`). */
function readToolCalls(calls: unknown): ToolCalls {
  const found: ToolCalls = { valid: [], broken: [] };
  for (const call of Array.isArray(calls) ? calls : []) {
    if (!isRecord(call)) continue;
    const named = isRecord(call["function"]) ? call["function"] : call;
    const id = text(call["id"]);
    const name = text(named["name"]);
    const raw = named["args"] ?? named["arguments"];
    const args = typeof raw === "string" ? parse(raw) : raw;
    if (isRecord(args)) found.valid.push({ id, name, args, type: "tool_call" });
    else found.broken.push({ id, name, args: text(raw), type: "invalid_tool_call" });
  }
  return found;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Some sources write an empty text for no arguments. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json === "" ? "{}" : json);
  } catch {
    return undefined;
  }
}
