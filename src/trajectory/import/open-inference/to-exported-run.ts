import type { MissingPart } from "../../missing-parts.js";
import { createMessageReader } from "../../recorder/message-reader.js";
import { findToolAnswers } from "../../recorder/messages.js";
import { isRecord } from "../../../json.js";
import type { ExportedRun } from "../exported/exported-run.js";
import { readModelInputs } from "../exported/model-inputs.js";
import { readModelOutputs } from "../exported/model-outputs.js";
import { reviveMessages } from "../exported/revive-messages.js";
import { attributeAt, listAt, textAt, jsonAt, numberAt } from "./attributes.js";
import type { TraceSpan } from "./span.js";

const TYPES = new Map([
  ["LLM", "llm"],
  ["TOOL", "tool"],
  ["CHAIN", "chain"],
  ["AGENT", "chain"],
]);

/** The fields that depend on the kind of span. */
type Contents = Pick<ExportedRun, "inputs" | "outputs" | "extra" | "missing">;

/** Converts a span to a run. `markNodes` adds its position in the graph. */
export function toExportedRun(span: TraceSpan): ExportedRun {
  const type = TYPES.get(span.kind ?? "") ?? "other";
  const metadata = readMetadata(span);
  const { extra, ...contents } = readContents(span, type);
  return {
    id: span.id,
    parentId: span.parentId,
    name: textAt(span.attributes, type === "tool" ? "tool.name" : "") ?? span.name,
    type,
    startedAt: span.startedAt,
    endedAt: span.endedAt,
    order: "",
    tags: [],
    error: span.error,
    extra: { ...extra, metadata },
    ...contents,
  };
}

function readMetadata({ attributes }: TraceSpan): Record<string, unknown> {
  const stored = jsonAt(attributes, "metadata") ?? attributeAt(attributes, "metadata");
  const model = textAt(attributes, "llm.model_name");
  const session = textAt(attributes, "session.id");
  return {
    ...(session === undefined ? {} : { thread_id: session }),
    ...(model === undefined ? {} : { ls_model_name: model }),
    ...(isRecord(stored) ? stored : {}),
  };
}

function readContents(span: TraceSpan, type: string): Contents {
  if (type === "llm") return readModelCall(span);
  if (type === "tool") return readToolRun(span);
  const [inputs, outputs] = ["input.value", "output.value"].map((path) =>
    jsonAt(span.attributes, path),
  );
  return {
    inputs: isRecord(inputs) ? inputs : {},
    outputs: isRecord(outputs) ? outputs : undefined,
    extra: {},
    missing: [],
  };
}

/** Prefers LangChain's serialized values: they include ids of calls and whether an answer is an error, the conventions do not. */
function readModelCall({ attributes, error, endedAt }: TraceSpan): Contents {
  const [input, output] = ["input.value", "output.value"].map((path) => jsonAt(attributes, path));
  const isWhole =
    isRecord(input) &&
    Array.isArray(input["messages"]) &&
    isRecord(output) &&
    "generations" in output;
  const hasInput = isRecord(input) && Array.isArray(input["messages"]);
  const messages = hasInput ? [] : readMessages(attributes, "llm.input_messages");
  const [message] = readMessages(attributes, "llm.output_messages");
  const replied = message === undefined ? undefined : { generations: [[{ message }]] };
  const tokens = {
    inputTokens: numberAt(attributes, "llm.token_count.prompt"),
    outputTokens: numberAt(attributes, "llm.token_count.completion"),
  };
  const missing: readonly (MissingPart | false)[] = [
    !isWhole && messages.some(({ role }) => role === "tool") && "answers",
    !hasInput && messages.length === 0 && "prompt",
    !isWhole && replied === undefined && error === undefined && endedAt !== undefined && "replies",
  ];
  return {
    inputs: readModelInputs(hasInput ? input : { messages }).inputs,
    outputs: readModelOutputs(isWhole ? output : replied, tokens).outputs,
    extra: { invocation_params: { tools: readSpanTools(attributes) } },
    missing: missing.filter((part) => part !== false),
  };
}

function readToolRun({ attributes }: TraceSpan): Contents {
  const output = reviveMessages(jsonAt(attributes, "output.value"));
  // A handoff returns the whole conversation, with its own answer at the end.
  const answer = findToolAnswers(
    output,
    createMessageReader((text) => text),
  ).at(-1);
  const callId =
    textAt(attributes, "tool_call.id") ?? textAt(attributes, "tool.id") ?? answer?.rawCallId;
  const state = answer !== undefined && isRecord(output) ? output : undefined;
  return {
    inputs: {},
    outputs: state ?? { output: textAt(attributes, "output.value") },
    extra: callId === undefined ? {} : { tool_call_id: callId },
    missing: callId === undefined ? ["answers"] : [],
  };
}

/** A message in OpenAI's format. */
interface SpanMessage {
  readonly role: string;
  readonly content: string;
  readonly name: string | undefined;
  readonly tool_call_id: string | undefined;
  readonly tool_calls: readonly object[];
}

function readMessages(attributes: unknown, path: string): SpanMessage[] {
  return listAt(attributes, path).map((entry) => {
    const message = attributeAt(entry, "message");
    return {
      role: textAt(message, "role") ?? "user",
      content: textAt(message, "content") ?? joinTextParts(message),
      name: textAt(message, "name"),
      tool_call_id: textAt(message, "tool_call_id"),
      tool_calls: listAt(message, "tool_calls").map((call) =>
        readCall(attributeAt(call, "tool_call")),
      ),
    };
  });
}

function readCall(call: unknown): object {
  const name = textAt(call, "function.name");
  return {
    id: textAt(call, "id"),
    function: { name, arguments: textAt(call, "function.arguments") },
  };
}

/** Joins the text parts of a message with several parts. */
function joinTextParts(message: unknown): string {
  return listAt(message, "contents")
    .map((part) => textAt(part, "message_content.text") ?? "")
    .join("");
}

/** The tools of an LLM span, in a format that `readTools` of the recorder supports. */
function readSpanTools(attributes: unknown): unknown[] {
  const listed = listAt(attributes, "llm.tools").map((entry) =>
    readTool(attributeAt(entry, "tool")),
  );
  if (listed.length > 0) return listed;
  const sent = jsonAt(attributes, "llm.invocation_parameters");
  const tools = isRecord(sent) ? sent["tools"] : undefined;
  return Array.isArray(tools) ? tools : [];
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
