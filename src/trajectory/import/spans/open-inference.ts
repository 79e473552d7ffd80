import type { MissingPart } from "../../missing-parts.js";
import { createMessageReader } from "../../recorder/message-reader.js";
import { findToolAnswers } from "../../recorder/messages.js";
import { isRecord } from "../../../json.js";
import { readModelInputs } from "../exported/model-inputs.js";
import { readModelOutputs } from "../exported/model-outputs.js";
import { reviveMessages } from "../exported/revive-messages.js";
import { jsonAt, listAt, numberAt, structureAt, textAt, type Attributes } from "./attributes.js";
import { expectsReply, type SpanContents } from "./contents.js";
import { isWholeMessage, readMessages } from "./open-inference-messages.js";
import type { TraceSpan } from "./span.js";

/** Whether a span has attributes of OpenInference. */
export function isOpenInference({ attributes: { tree } }: TraceSpan): boolean {
  return ["openinference", "input", "output", "llm"].some((name) => name in tree);
}

/** Reads a span with OpenInference's attributes. */
export function readOpenInference(span: TraceSpan): SpanContents {
  const metadata = readMetadata(span);
  if (span.kind === "LLM") return { ...readModelCall(span), metadata };
  if (span.kind === "TOOL") return { ...readToolRun(span), metadata };
  const { tree } = span.attributes;
  const [inputs, outputs] = ["input.value", "output.value"].map((path) => jsonAt(tree, path));
  return {
    inputs: isRecord(inputs) ? inputs : {},
    outputs: isRecord(outputs) ? outputs : Array.isArray(outputs) ? { output: outputs } : undefined,
    extra: {},
    missing: [],
    metadata,
  };
}

function readMetadata({ attributes }: TraceSpan): SpanContents["metadata"] {
  const stored = structureAt(attributes, "metadata");
  const model = textAt(attributes.tree, "llm.model_name");
  const session = textAt(attributes.tree, "session.id");
  return {
    ...(session === undefined ? {} : { thread_id: session }),
    ...(model === undefined ? {} : { ls_model_name: model }),
    ...(isRecord(stored) ? stored : {}),
  };
}

type Contents = Omit<SpanContents, "metadata">;

/**
 * Prefers the serialized request and response: they contain ids of calls, blocks and whether an answer is an error, which the
 * attributes of the conventions lack, depending on the instrumentation.
 */
function readModelCall(span: TraceSpan): Contents {
  const { tree } = span.attributes;
  const given = readGiven(tree);
  const reply = readReply(tree);
  const listed = readSpanTools(tree);
  const tools = listed ?? given.tools;
  return {
    inputs: given.inputs,
    outputs: reply.outputs,
    extra: { invocation_params: { tools } },
    missing: [...given.missing, ...(expectsReply(span) ? reply.missing : [])],
  };
}

function readGiven(tree: Attributes) {
  const value = jsonAt(tree, "input.value");
  const whole = readModelInputs(isRecord(value) ? value : undefined);
  if (!whole.missing.includes("prompt")) return whole;
  const messages = readMessages(tree, "llm.input_messages");
  const [prompt] = listAt(tree, "llm.prompts").map((entry) => textAt(entry, "prompt.text"));
  if (messages.length === 0 && prompt !== undefined) return readModelInputs({ prompts: [prompt] });
  const { inputs, tools, missing } = readModelInputs({ messages });
  const isComplete = messages.length > 0 && messages.every(isWholeMessage);
  const lacks: readonly MissingPart[] = isComplete ? missing : [...missing, "prompt"];
  return { inputs, tools, missing: lacks };
}

function readReply(tree: Attributes) {
  const value = jsonAt(tree, "output.value");
  const reported = {
    inputTokens: numberAt(tree, "llm.token_count.prompt"),
    outputTokens: numberAt(tree, "llm.token_count.completion"),
    finishReason: textAt(tree, "llm.finish_reason"),
  };
  const whole = readModelOutputs(isRecord(value) ? value : undefined, reported);
  if (whole.missing.length === 0) return whole;
  const [message] = readMessages(tree, "llm.output_messages");
  if (message === undefined) {
    const [text] = listAt(tree, "llm.choices").map((entry) => textAt(entry, "completion.text"));
    return readModelOutputs(text === undefined ? undefined : { output: text }, reported);
  }
  const { outputs, missing } = readModelOutputs({ message }, reported);
  const lacks: readonly MissingPart[] =
    reported.finishReason === undefined ? ["finishReasons"] : [];
  return {
    outputs,
    missing: [...lacks, ...(isWholeMessage(message) ? missing : ["replies" as const])],
  };
}

/** A single argument is stored without its name, so that the arguments are unknown. */
function readToolRun({ attributes: { tree }, error }: TraceSpan): Contents {
  const output = reviveMessages(jsonAt(tree, "output.value"));
  // A handoff returns the whole conversation, with its own answer at the end.
  const answer = findToolAnswers(
    output,
    createMessageReader((text) => text),
  ).at(-1);
  const callId = textAt(tree, "tool_call.id") ?? textAt(tree, "tool.id") ?? answer?.rawCallId;
  const state = answer === undefined ? undefined : isRecord(output) ? output : { output };
  return {
    inputs: {},
    outputs: state ?? { output: textAt(tree, "output.value") },
    extra: callId === undefined ? {} : { tool_call_id: callId },
    missing: callId === undefined && error === undefined ? ["answers"] : [],
  };
}

/** The tools of an LLM span, in a format that `readTools` of the recorder supports; undefined if the span does not say. */
function readSpanTools(tree: Attributes): unknown[] | undefined {
  const listed = listAt(tree, "llm.tools").map((entry) =>
    readTool(isRecord(entry) ? entry["tool"] : undefined),
  );
  if (listed.length > 0) return listed;
  const sent = jsonAt(tree, "llm.invocation_parameters");
  const tools = isRecord(sent) ? sent["tools"] : undefined;
  return Array.isArray(tools) ? tools : undefined;
}

/** The schema is either the whole definition or only that of the parameters. */
function readTool(tool: unknown): unknown {
  const schema = jsonAt(tool, "json_schema");
  const isWhole = isRecord(schema) && ("function" in schema || typeof schema["name"] === "string");
  if (isWhole) return schema;
  return {
    name: textAt(tool, "name"),
    description: textAt(tool, "description"),
    parameters: schema,
  };
}
