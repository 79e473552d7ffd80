import {
  AIMessage,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  isBaseMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import { isRecord } from "../../../json.js";
import { readToolCalls } from "./tool-calls.js";

type Members = Readonly<Record<string, unknown>>;

/**
 * Converts one serialized message: LangChain's constructor (`{ lc, id, kwargs }`), its stored form (`{ type, data }`), its dump
 * (`{ type, content }`) or OpenAI's (`{ role, content }`).
 *
 * @returns Undefined for a value that is not a message: other objects have a `type`, a `role` or a `content`, too.
 */
export function toLangChainMessage(value: Members): BaseMessage | undefined {
  const { role, members } = unwrap(value);
  if (!("content" in members)) return undefined;
  if (role === "tool" && typeof members["tool_call_id"] !== "string") return undefined;
  return build(role, presentOf(members));
}

/**
 * Converts an entry of a list that contains nothing but messages, so that any role is one. Content and call id can be absent.
 *
 * @returns Undefined for an entry without a role and content.
 */
export function toListedMessage(value: unknown): BaseMessage | undefined {
  if (isBaseMessage(value)) return value;
  if (typeof value === "string") return new HumanMessage(value);
  if (!isRecord(value)) return undefined;
  const { role, members } = unwrap(value);
  const fields = presentOf(members);
  const known = build(role, fields);
  if (known !== undefined && ("content" in members || readsCalls(fields))) return known;
  if (typeof members["role"] !== "string" || !("content" in members)) return undefined;
  return new ChatMessage({
    ...fields,
    content: readContent(members["content"]),
    role: members["role"],
  });
}

function readsCalls(fields: Members): boolean {
  const { tool_calls: valid, invalid_tool_calls: broken } = readToolCalls(fields);
  return valid.length + broken.length > 0;
}

/** The role in lower case and the fields of a message. The class name, such as `AIMessageChunk`, is its role in Python's dumps. */
export function unwrap(value: Members): { readonly role: string; readonly members: Members } {
  const { type, id, kwargs, data, role } = value;
  if (Array.isArray(id) && isRecord(kwargs)) {
    return { role: roleOf(String(id.at(-1)), kwargs), members: kwargs };
  }
  const members = isRecord(data) && !("content" in value) ? data : value;
  return { role: roleOf(typeof role === "string" ? role : String(type), members), members };
}

function roleOf(kind: string, { role }: Members): string {
  const name = kind.replace(/MessageChunk$|Message$/, "").toLowerCase();
  const isGeneric = name === "chat" || name === "generic";
  return isGeneric && typeof role === "string" ? role.toLowerCase() : name;
}

/** Exports write null for absent fields. */
function presentOf(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
}

function build(role: string, fields: Members): BaseMessage | undefined {
  const content = readContent(fields["content"]);
  if (role === "human" || role === "user") return new HumanMessage({ ...fields, content });
  if (role === "system" || role === "developer") return new SystemMessage({ ...fields, content });
  if (role === "ai" || role === "assistant") return toReply({ ...fields, content });
  if (role !== "tool") return undefined;
  const callId = fields["tool_call_id"];
  return new ToolMessage({
    ...fields,
    content,
    tool_call_id: typeof callId === "string" ? callId : "",
  });
}

function toReply(fields: Members & { readonly content: Content }): AIMessage {
  const given = isRecord(fields["additional_kwargs"]) ? fields["additional_kwargs"] : {};
  // AIMessage would read calls from here, too.
  const { tool_calls: _, ...extra } = given;
  // OpenAI-compatible servers put reasoning beside the content, LangChain keeps it here.
  const apart = ["reasoning_content", "reasoning"].filter(
    (key) => fields[key] !== undefined && extra[key] === undefined,
  );
  const reasoning = Object.fromEntries(apart.map((key) => [key, fields[key]]));
  return new AIMessage({
    ...fields,
    ...readToolCalls(fields),
    additional_kwargs: { ...extra, ...reasoning },
  });
}

type Content = string | { readonly type: string }[];

/** The content is null or absent where a model only calls tools. */
function readContent(content: unknown): Content {
  if (typeof content === "string") return content;
  if (content === null || content === undefined) return "";
  if (!Array.isArray(content)) return JSON.stringify(content);
  return content.map((block: unknown) =>
    isRecord(block) ? (block as { type: string }) : { type: "text", text: String(block) },
  );
}
