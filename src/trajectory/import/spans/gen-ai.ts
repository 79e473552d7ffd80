import { isRecord } from "../../../json.js";
import type { MissingPart } from "../../missing-parts.js";
import { isAnswered } from "../exported/read-conversation.js";
import { createMessageReader } from "../../recorder/message-reader.js";
import { findToolAnswers } from "../../recorder/messages.js";
import { readModelInputs } from "../exported/model-inputs.js";
import { readModelOutputs } from "../exported/model-outputs.js";
import { reviveMessages } from "../exported/revive-messages.js";
import { attributeAt, structureAt, valueAt, type SpanAttributes } from "./attributes.js";
import { expectsReply, type SpanContents } from "./contents.js";
import { readOlderContents } from "./gen-ai-events.js";
import { parsed, readGenAiMessages, readInstructions } from "./gen-ai-messages.js";
import type { TraceSpan } from "./span.js";

/** Event of the conventions that contains the messages instead of the span. */
const DETAILS = "gen_ai.client.inference.operation.details";

/** Whether a span has attributes of OpenTelemetry's conventions for generative AI. */
export function isGenAi({ attributes: { tree } }: TraceSpan): boolean {
  return "gen_ai" in tree || "traceloop" in tree;
}

/**
 * Reads a span with the attributes of OpenTelemetry's conventions for generative AI: version 1.37 and later, where messages are
 * structured or JSON text, and the forms before. traceloop's Python instrumentation adds LangGraph's metadata and the values of
 * nodes.
 *
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */
export function readGenAi(span: TraceSpan): SpanContents {
  const metadata = readMetadata(span.attributes);
  if (span.kind === "LLM") return { ...readModelCall(span), metadata };
  if (span.kind === "TOOL") return { ...readToolRun(span), metadata };
  const [inputs, outputs] = ["input", "output"].map((part) => {
    const entity = structureAt(span.attributes, `traceloop.entity.${part}`);
    return isRecord(entity) ? entity[`${part}s`] : undefined;
  });
  return {
    inputs: isRecord(inputs) ? inputs : {},
    outputs: outputs === undefined ? undefined : isRecord(outputs) ? outputs : { output: outputs },
    extra: {},
    missing: [],
    metadata,
  };
}

type Contents = Omit<SpanContents, "metadata">;

function readMetadata(attributes: SpanAttributes): SpanContents["metadata"] {
  const at = (path: string) => valueAt(attributes, path);
  const thread = at("gen_ai.conversation.id");
  const model = [at("gen_ai.response.model"), at("gen_ai.request.model")].find(
    (name) => typeof name === "string" && name !== "unknown",
  );
  const stored = attributeAt(attributes.tree, "traceloop.association.properties");
  const { langgraph_path: path, ...rest } = isRecord(stored) ? stored : {};
  return {
    ...(typeof thread === "string" && { thread_id: thread }),
    ...(model !== undefined && { ls_model_name: model }),
    ...rest,
    // The numbers in it became texts.
    ...(Array.isArray(path) && {
      langgraph_path: path.map((entry, index) => (index === 1 ? toNumber(entry) : entry)),
    }),
  };
}

function toNumber(value: unknown): unknown {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}

function readModelCall(span: TraceSpan): Contents {
  const given = readGiven(span);
  const { attributes } = span;
  const listed = structureAt(attributes, "gen_ai.tool.definitions") ?? olderTools(attributes);
  const reply = readReply(span);
  return {
    inputs: given.inputs,
    outputs: reply.outputs,
    extra: Array.isArray(listed) ? { invocation_params: { tools: listed.map(parsed) } } : {},
    missing: [...given.missing, ...(expectsReply(span) ? reply.missing : [])],
  };
}

function olderTools({ tree }: SpanAttributes): unknown {
  const listed = attributeAt(tree, "llm.request.functions");
  if (!Array.isArray(listed)) return undefined;
  return listed
    .filter(isRecord)
    .map((tool) => ({ ...tool, parameters: parsed(tool["parameters"]) }));
}

/** The value of an attribute of the span, else of the event with the details of the operation. */
function detailAt(span: TraceSpan, path: string): unknown {
  const details = span.events.find(({ name }) => name === DETAILS);
  return structureAt(span.attributes, path) ?? parsed(details?.attributes[path]);
}

function readGiven(span: TraceSpan): Pick<Contents, "inputs" | "missing"> {
  const listed = detailAt(span, "gen_ai.input.messages");
  if (listed === undefined) {
    const { messages } = readOlderContents(span);
    return readModelInputs(messages.length > 0 ? { messages } : {});
  }
  const { messages, missing } = readGenAiMessages(listed);
  const instructions = readInstructions(
    detailAt(span, "gen_ai.system_instructions") ??
      valueAt(span.attributes, "gen_ai.system_instructions"),
  );
  const lacksNames = isAnswered(messages) && messages.every(({ name }) => !name);
  return {
    inputs: { messages: [[...instructions, ...messages]] },
    missing: lacksNames ? [...missing, "names"] : missing,
  };
}

function readReply(span: TraceSpan): Pick<Contents, "outputs" | "missing"> {
  const listed = detailAt(span, "gen_ai.output.messages");
  const [first] = Array.isArray(listed) ? listed : [];
  const older = listed === undefined ? readOlderContents(span) : undefined;
  const reasons = structureAt(span.attributes, "gen_ai.response.finish_reasons");
  const [reason] = Array.isArray(reasons) ? reasons : [reasons];
  const stated = reason ?? (isRecord(first) ? first["finish_reason"] : older?.finishReason);
  const reported = {
    inputTokens: countAt(span, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    outputTokens: countAt(span, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    finishReason: typeof stated === "string" ? stated : undefined,
  };
  const lacks = lackedByReply(span, reported.finishReason);
  if (older !== undefined) {
    const reply = readModelOutputs(older.reply ? { message: older.reply } : undefined, reported);
    return { outputs: reply.outputs, missing: [...lacks, ...reply.missing] };
  }
  const [message] = readGenAiMessages(listed).messages;
  const { outputs, missing } = readModelOutputs(message && { message: message as never }, reported);
  return { outputs, missing: [...lacks, ...(hasContent(first) ? missing : ["replies" as const])] };
}

/** traceloop's instrumentation does not keep reasoning, and calls that are not valid JSON. */
function lackedByReply({ attributes }: TraceSpan, finishReason: string | undefined): MissingPart[] {
  const isTraceloop = "traceloop" in attributes.tree;
  return [
    ...(finishReason === undefined ? ["finishReasons" as const] : []),
    ...(isTraceloop ? ["reasoning" as const] : []),
  ];
}

/** Some instrumentations write an empty text for a reply that they could not read. */
function hasContent(message: unknown): boolean {
  const parts = isRecord(message) ? (message["parts"] ?? message["content"]) : undefined;
  if (!Array.isArray(parts)) return typeof parts === "string" && parts !== "";
  return parts.some((part) => !isRecord(part) || part["type"] !== "text" || part["content"] !== "");
}

function countAt({ attributes }: TraceSpan, ...paths: readonly string[]): number | undefined {
  const found = paths.map((path) => valueAt(attributes, path)).find((value) => value !== undefined);
  return found === undefined ? undefined : Number(found);
}

/** traceloop's instrumentation stores what LangChain reports about the tool, with the answer as a message. */
function readToolRun({ attributes, error }: TraceSpan): Contents {
  const given = structureAt(attributes, "gen_ai.tool.call.arguments");
  const wrapped = isRecord(given) && "input_str" in given ? given : undefined;
  const args = wrapped === undefined ? given : wrapped["inputs"];
  const extra = wrapped !== undefined && isRecord(wrapped["kwargs"]) ? wrapped["kwargs"] : {};
  const result = valueAt(attributes, "gen_ai.tool.call.result");
  const output = reviveMessages(parsed(result));
  const [answer] = findToolAnswers(
    output,
    createMessageReader((text) => text),
  );
  const callId =
    valueAt(attributes, "gen_ai.tool.call.id") ?? extra["tool_call_id"] ?? answer?.rawCallId;
  const text = typeof result === "string" ? result : JSON.stringify(result);
  return {
    inputs: isRecord(args) ? args : {},
    outputs: answer === undefined ? { output: text } : { output },
    extra: typeof callId === "string" ? { tool_call_id: callId } : {},
    missing: callId === undefined && error === undefined ? ["answers"] : [],
  };
}
