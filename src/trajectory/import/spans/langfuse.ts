import { isRecord, parseJson } from "../../../json.js";
import type { MissingPart } from "../../missing-parts.js";
import { createMessageReader } from "../../recorder/message-reader.js";
import { findToolAnswers } from "../../recorder/messages.js";
import { readModelInputs } from "../exported/model-inputs.js";
import { readModelOutputs } from "../exported/model-outputs.js";
import { reviveMessages } from "../exported/revive-messages.js";
import { attributeAt, textAt, valueAt } from "./attributes.js";
import { expectsReply, type SpanContents } from "./contents.js";
import type { TraceSpan } from "./span.js";

const PREFIX = "langfuse.observation";

/** Whether a span was written by Langfuse's SDK. */
export function isLangfuse({ attributes: { tree } }: TraceSpan): boolean {
  return textAt(tree, `${PREFIX}.type`) !== undefined;
}

/**
 * Reads a span of Langfuse's SDK. Its handlers for LangChain do not keep why a model stopped, the names of messages, and
 * whether a tool failed; that for JavaScript writes the tool's name as the role of its answer, without the id of the call, and that for Python writes the tools as messages.
 */
export function readLangfuse(span: TraceSpan): SpanContents {
  const metadata = readMetadata(span);
  const [input, output] = ["input", "output"].map((part) => readValue(span, part));
  if (span.kind === "LLM") return { ...readModelCall(span, input, output), metadata };
  if (span.kind === "TOOL") return { ...readToolRun(span, input, output), metadata };
  return {
    inputs: isRecord(input) ? input : {},
    outputs: isRecord(output) ? output : Array.isArray(output) ? { output } : undefined,
    extra: {},
    missing: [],
    metadata,
  };
}

type Contents = Omit<SpanContents, "metadata">;

function readValue({ attributes }: TraceSpan, part: string): unknown {
  const value = valueAt(attributes, `${PREFIX}.${part}`);
  return typeof value === "string" ? (parseJson(value) ?? value) : value;
}

/** Values of the metadata are texts, in Python always JSON. */
function readMetadata({ attributes: { tree } }: TraceSpan): SpanContents["metadata"] {
  const stored = attributeAt(tree, `${PREFIX}.metadata`);
  const model = textAt(tree, `${PREFIX}.model.name`);
  const session = textAt(tree, "langfuse.session.id") ?? textAt(tree, "session.id");
  const members = Object.entries(isRecord(stored) ? stored : {}).map(([key, value]) => [
    key,
    typeof value === "string" && (key === "langgraph_step" || /^["[{]/.test(value))
      ? (parseJson(value) ?? value)
      : value,
  ]);
  return {
    ...(session !== undefined && { thread_id: session }),
    ...(model !== undefined && { ls_model_name: model }),
    ...Object.fromEntries(members),
  };
}

function readModelCall(span: TraceSpan, input: unknown, output: unknown): Contents {
  const listed = isRecord(input) ? input["messages"] : input;
  const entries: unknown[] = Array.isArray(listed) ? listed : [];
  const tools = entries.flatMap((entry) => (isTool(entry) ? [entry["content"]] : []));
  const messages = withToolRoles(entries.filter((entry) => !isTool(entry)));
  const given = readModelInputs(
    entries.length > 0 ? { messages } : isRecord(input) ? input : { input },
  );
  const { tree } = span.attributes;
  const usage = parseJson(textAt(tree, `${PREFIX}.usage_details`) ?? "");
  const reply = readModelOutputs(isRecord(output) ? output : { output }, {
    inputTokens: countOf(usage, "input"),
    outputTokens: countOf(usage, "output"),
  });
  const stated = isRecord(input) && Array.isArray(input["tools"]) ? input["tools"] : undefined;
  const offered = stated ?? (tools.length > 0 ? tools : undefined);
  return {
    inputs: given.inputs,
    outputs: reply.outputs,
    extra: { invocation_params: { tools: offered } },
    missing: [
      ...given.missing,
      ...(lacksContent(messages) ? ["prompt" as const] : []),
      ...(expectsReply(span) ? [...lackedByReply(span, messages, output), ...reply.missing] : []),
    ],
  };
}

/** Files of messages are moved to Langfuse's storage; the handler for JavaScript writes the role `human` for any other role. */
function lacksContent(messages: readonly unknown[]): boolean {
  return messages.some(
    (entry) =>
      isRecord(entry) &&
      (entry["role"] === "human" ||
        JSON.stringify(entry["content"])?.includes("@@@langfuseMedia:")),
  );
}

/** The handler for Python keeps reasoning and invalid calls. It writes the values of metadata as JSON. */
function lackedByReply(
  { attributes: { tree } }: TraceSpan,
  messages: readonly unknown[],
  output: unknown,
): MissingPart[] {
  const node = textAt(tree, `${PREFIX}.metadata.langgraph_node`);
  const keeps = node?.startsWith('"') || (isRecord(output) && "additional_kwargs" in output);
  const isAnswered = messages.some(
    (entry) => isRecord(entry) && ["assistant", "tool"].includes(String(entry["role"])),
  );
  return [
    "finishReasons",
    ...(isAnswered ? ["names" as const] : []),
    ...(keeps ? [] : ["reasoning" as const]),
  ];
}

/** Cached tokens are counted apart. */
function countOf(usage: unknown, part: string): number | undefined {
  const counts = Object.entries(isRecord(usage) ? usage : {}).filter(
    ([key]) => key === part || key.startsWith(`${part}_`),
  );
  return counts.length === 0
    ? undefined
    : counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

type ToolEntry = { readonly content: Readonly<Record<string, unknown>> };

function isTool(entry: unknown): entry is ToolEntry {
  if (!isRecord(entry) || entry["role"] !== "tool" || !isRecord(entry["content"])) return false;
  return isRecord(entry["content"]["function"]);
}

const ROLES = new Set(["system", "user", "assistant", "tool", "developer", "human", "ai"]);

/** Recognizes a tool's answer whose role is the name of the tool: the oldest open call of that name has its id. */
function withToolRoles(entries: readonly unknown[]): unknown[] {
  const open: { readonly id: unknown; readonly name: unknown }[] = [];
  return entries.map((entry) => {
    if (!isRecord(entry)) return entry;
    const calls: unknown[] = Array.isArray(entry["tool_calls"]) ? entry["tool_calls"] : [];
    for (const call of calls.filter(isRecord)) open.push({ id: call["id"], name: call["name"] });
    const { role } = entry;
    const index = open.findIndex((call) => call.name === role);
    if (index === -1 || ROLES.has(String(role))) return entry;
    const [call] = open.splice(index, 1);
    return { ...entry, role: "tool", name: role, tool_call_id: call?.id };
  });
}

function readToolRun({ error, attributes }: TraceSpan, input: unknown, output: unknown): Contents {
  const revived = reviveMessages(output);
  const [answer] = findToolAnswers(
    revived,
    createMessageReader((text) => text),
  );
  const stored = attributeAt(attributes.tree, `${PREFIX}.metadata.tool_call_id`);
  const known = typeof stored === "string" ? (parseJson(stored) ?? stored) : undefined;
  const callId = typeof known === "string" ? known : answer?.rawCallId;
  const missing: readonly MissingPart[] =
    callId === undefined && error === undefined ? ["answers"] : [];
  return {
    inputs: isRecord(input) ? input : {},
    outputs: { output: answer === undefined ? output : revived },
    extra: callId === undefined ? {} : { tool_call_id: callId },
    missing,
  };
}
