import { isRecord } from "../../../src/json.js";
import { toListedMessage } from "../../../src/trajectory/import/exported/to-message.js";
import { createMessageReader } from "../../../src/trajectory/recorder/message-reader.js";
import type { MessageRecord } from "../../../src/entries/recorder.js";
import { at } from "./span-export.js";
import type { Json } from "./support.js";

const OPERATIONS: Json = { llm: "chat", tool: "execute_tool", chain: "invoke_workflow" };

/**
 * Converts LangSmith runs to spans as Phoenix lists them, with the attributes of OpenTelemetry's conventions for generative AI and
 * LangGraph's metadata where traceloop's instrumentation puts it.
 */
export function toGenAiSpans(runs: readonly Json[]): Json[] {
  return runs.map((run) => ({
    name: run["name"],
    context: { trace_id: run["trace_id"], span_id: run["id"] },
    parent_id: run["parent_run_id"],
    start_time: `${String(run["start_time"]).replace(/Z$/, "")}+00:00`,
    end_time: run["end_time"] === null ? null : `${String(run["end_time"])}+00:00`,
    status: {
      status_code: run["error"] === null ? "UNSET" : "ERROR",
      description: run["error"] ?? undefined,
    },
    attributes: {
      "gen_ai.operation.name": OPERATIONS[String(run["run_type"])],
      "traceloop.association.properties": at(run, "extra.metadata"),
      ...(run["run_type"] === "llm" ? modelAttributes(run) : {}),
      ...(run["run_type"] === "tool" ? toolAttributes(run) : {}),
      ...(run["run_type"] === "chain" ? chainAttributes(run) : {}),
    },
  }));
}

const chainAttributes = ({ inputs, outputs }: Json): Json => ({
  "traceloop.entity.input": JSON.stringify({ inputs }),
  ...(outputs === null ? {} : { "traceloop.entity.output": JSON.stringify({ outputs }) }),
});

function modelAttributes(run: Json): Json {
  const [messages, reply] = recordsOf(
    at(run, "inputs.messages.0"),
    at(run, "outputs.generations.0.0.message"),
  );
  const message = at(run, "outputs.generations.0.0.message.kwargs");
  const reason = at(message, "response_metadata.finish_reason");
  return {
    "gen_ai.request.model": at(message, "response_metadata.model_name"),
    "gen_ai.usage.input_tokens": at(message, "usage_metadata.input_tokens"),
    "gen_ai.usage.output_tokens": at(message, "usage_metadata.output_tokens"),
    "gen_ai.response.finish_reasons": reason === undefined ? undefined : [reason],
    "gen_ai.tool.definitions": JSON.stringify(at(run, "extra.options.tools")),
    "gen_ai.input.messages": JSON.stringify(messages!.map(toGenAi)),
    ...(reply!.length > 0 && { "gen_ai.output.messages": JSON.stringify(reply!.map(toGenAi)) }),
  };
}

function recordsOf(...values: readonly unknown[]): MessageRecord[][] {
  const { read } = createMessageReader((text) => text);
  return values.map((value) =>
    [value].flat().flatMap((entry) => {
      const message = toListedMessage(entry);
      return message === undefined ? [] : [read(message)];
    }),
  );
}

function toGenAi({ role, name, content, calls = [], callId, reasoning }: MessageRecord): Json {
  const own = role === "other" ? { role: name } : { role, ...(name === undefined ? {} : { name }) };
  if (role === "tool")
    return { ...own, parts: [{ type: "tool_call_response", id: callId, response: content }] };
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
  const parts = blocks
    .filter(({ type, text }) => type !== "reasoning" && text !== "")
    .map((block) => {
      const url = at(block, "image_url.url");
      if (typeof url === "string") return { type: "uri", modality: "image", uri: url };
      return block["type"] === "text" ? { type: "text", content: block["text"] } : block;
    });
  return {
    ...own,
    parts: [
      ...(reasoning === undefined ? [] : [{ type: "reasoning", content: reasoning }]),
      ...parts,
      ...calls.map(({ id, name: tool, arguments: written }) => ({
        type: "tool_call",
        id,
        name: tool,
        arguments: written,
      })),
    ],
  };
}

function toolAttributes(run: Json): Json {
  const output = at(run, "outputs.output");
  const content = at(output, "kwargs.content");
  return {
    "gen_ai.tool.name": run["name"],
    "gen_ai.tool.call.id": at(run, "extra.tool_call_id"),
    "gen_ai.tool.call.arguments": JSON.stringify(run["inputs"]),
    "gen_ai.tool.call.result": isRecord(output) ? (content ?? JSON.stringify(output)) : output,
  };
}
