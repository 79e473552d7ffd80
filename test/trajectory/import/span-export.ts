import type { Json } from "./support.js";

/**
 * Detail of an instrumentation: LangChain's serialized values and metadata, or the attributes of the conventions for models and
 * tools with metadata, or those without metadata.
 */
export type Detail = "whole" | "conventional" | "bare";

const KINDS: Json = { llm: "LLM", tool: "TOOL", chain: "CHAIN" };
const ROLES: Json = {
  HumanMessage: "user",
  AIMessage: "assistant",
  SystemMessage: "system",
  ToolMessage: "tool",
};

/** Converts LangSmith runs to the spans that Phoenix lists for the same execution. */
export function toPhoenixSpans(runs: readonly Json[], detail: Detail): Json[] {
  return runs.map((run) => ({
    id: `Span:${String(run["id"])}`,
    name: run["name"],
    context: { trace_id: run["trace_id"], span_id: run["id"] },
    span_kind: KINDS[String(run["run_type"])],
    parent_id: run["parent_run_id"],
    start_time: `${String(run["start_time"]).replace(/Z$/, "")}+00:00`,
    end_time: run["end_time"] === null ? null : `${String(run["end_time"])}+00:00`,
    status_code: run["error"] === null ? "OK" : "ERROR",
    status_message: run["error"] ?? "",
    attributes: {
      "openinference.span.kind": KINDS[String(run["run_type"])],
      ...(detail === "bare" ? {} : { metadata: JSON.stringify(at(run, "extra.metadata")) }),
      ...(run["run_type"] === "llm" ? modelAttributes(run) : {}),
      ...(run["run_type"] === "tool" ? toolAttributes(run) : {}),
      ...(detail === "whole" ? values(run) : {}),
    },
    events: [],
  }));
}

function values(run: Json): Json {
  return {
    "input.value": JSON.stringify(run["inputs"]),
    "input.mime_type": "application/json",
    ...(run["outputs"] ? { "output.value": JSON.stringify(run["outputs"]) } : {}),
    "output.mime_type": "application/json",
  };
}

function modelAttributes(run: Json): Json {
  const [messages] = list(at(run, "inputs.messages"));
  const reply = at(run, "outputs.generations.0.0.message");
  const usage = at(run, "extra.metadata.usage_metadata");
  return {
    ...(reply === undefined ? {} : messageAttributes("llm.output_messages.0", reply)),
    ...Object.assign(
      {},
      ...list(messages).map((message, index) =>
        messageAttributes(`llm.input_messages.${index}`, message),
      ),
      ...list(at(run, "extra.options.tools")).map((tool, index) => ({
        [`llm.tools.${index}.tool.json_schema`]: JSON.stringify(tool),
      })),
    ),
    "llm.model_name": at(reply, "kwargs.response_metadata.model_name"),
    "llm.token_count.prompt": at(usage, "input_tokens"),
    "llm.token_count.completion": at(usage, "output_tokens"),
  };
}

function messageAttributes(prefix: string, message: unknown): Json {
  const calls = list(at(message, "kwargs.tool_calls")).map((call, index): Json => {
    const path = `${prefix}.message.tool_calls.${index}.tool_call`;
    return {
      [`${path}.id`]: at(call, "id"),
      [`${path}.function.name`]: at(call, "name"),
      [`${path}.function.arguments`]: JSON.stringify(at(call, "args")),
    };
  });
  return {
    [`${prefix}.message.role`]: ROLES[String(list(at(message, "id")).at(-1))],
    [`${prefix}.message.content`]: at(message, "kwargs.content"),
    [`${prefix}.message.name`]: at(message, "kwargs.name"),
    [`${prefix}.message.tool_call_id`]: at(message, "kwargs.tool_call_id"),
    ...Object.assign({}, ...calls),
  };
}

function toolAttributes(run: Json): Json {
  return {
    "tool.name": run["name"],
    "tool_call.id": at(run, "extra.tool_call_id"),
    "output.value": at(run, "outputs.output.kwargs.content"),
    "output.mime_type": "text/plain",
  };
}

/** The value at a dotted path. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((found, key) => (found as Json | undefined)?.[key], value);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The same spans in OpenTelemetry's JSON encoding. */
export function toOtlp(spans: readonly Json[]): Json {
  const nanoseconds = (time: unknown) => {
    const [, digits = ""] = /\.(\d+)/.exec(String(time)) ?? [];
    const seconds = Date.parse(String(time).replace(/\.\d+/, "")) / 1000;
    return `${seconds}${digits.padEnd(9, "0")}`;
  };
  const encoded = spans.map((span) => ({
    traceId: at(span, "context.trace_id"),
    spanId: at(span, "context.span_id"),
    parentSpanId: span["parent_id"] ?? "",
    name: span["name"],
    startTimeUnixNano: nanoseconds(span["start_time"]),
    endTimeUnixNano: nanoseconds(span["end_time"]),
    attributes: Object.entries(span["attributes"] as Json)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ({ key, value: encode(value) })),
    status: { code: span["status_code"] === "ERROR" ? 2 : 1, message: span["status_message"] },
  }));
  const scope = { name: "@arizeai/openinference-instrumentation-langchain" };
  return { resourceSpans: [{ resource: {}, scopeSpans: [{ scope, spans: encoded }] }] };
}

const encode = (value: unknown): Json =>
  typeof value === "number" ? { intValue: String(value) } : { stringValue: value };
