import { beforeAll, describe, expect, it } from "vitest";
import { isRecord, parseJson } from "../../../../src/json.js";
import { fromSpans } from "../../../../src/trajectory/import/spans.js";
import { readTraceFile } from "../../../../src/trajectory/import/exported/trace-file.js";
import { timeless } from "../../recorder/support.js";
import { fixture } from "../conversations.js";
import type { Json } from "../support.js";

/** Spans as Python's console exporter prints them. */
let handler: Json[];
let instrumentation: Json[];
beforeAll(async () => {
  handler = (await readTraceFile(fixture("langfuse-python.jsonl"))).filter(isRecord);
  instrumentation = (await readTraceFile(fixture("openinference-python.jsonl"))).filter(isRecord);
});

/** The fields that Langfuse has for every observation. */
function observation(span: Json, more: Json): Json {
  const { trace_id: traceId, span_id: id } = span["context"] as Json;
  return {
    id,
    traceId,
    projectId: "p",
    environment: "default",
    parentObservationId: span["parent_id"],
    name: span["name"],
    startTime: span["start_time"],
    endTime: span["end_time"],
    level: "DEFAULT",
    statusMessage: null,
    version: null,
    ...more,
  };
}

/** What Langfuse lists for a span of its SDK: contents and metadata are fields. */
function ofSdk(span: Json): Json {
  const attributes = span["attributes"] as Json;
  const at = (name: string) => attributes[`langfuse.observation.${name}`];
  const value = (name: string) => parseJson(String(at(name) ?? "null")) ?? at(name);
  const prefix = "langfuse.observation.metadata.";
  const metadata = Object.entries(attributes).filter(([key]) => key.startsWith(prefix));
  return observation(span, {
    type: String(at("type")).toUpperCase(),
    input: value("input"),
    output: value("output"),
    metadata: Object.fromEntries(
      metadata.map(([key, member]) => [key.slice(prefix.length), member]),
    ),
    level: at("level") ?? "DEFAULT",
    statusMessage: at("status_message") ?? null,
    model: at("model.name") ?? null,
    usageDetails: value("usage_details") ?? {},
  });
}

/** What Langfuse lists for a span of OpenInference: the attributes are in the metadata, the contents are fields. */
function ofOpenTelemetry(span: Json): Json {
  const {
    "input.value": input,
    "output.value": output,
    ...attributes
  } = span["attributes"] as Json;
  const status = span["status"] as Json;
  const failed = status["status_code"] === "ERROR";
  const parsed = (value: unknown) =>
    typeof value === "string" ? (parseJson(value) ?? value) : null;
  return observation(span, {
    type: attributes["openinference.span.kind"] === "LLM" ? "GENERATION" : "SPAN",
    input: parsed(input),
    output: parsed(output),
    metadata: { attributes, resourceAttributes: {}, scope: { name: "openinference" } },
    level: failed ? "ERROR" : "DEFAULT",
    statusMessage: failed ? status["description"] : null,
  });
}

const snake = (row: Json): Json =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      // Exports to blob storage contain texts.
      typeof value === "object" && value !== null ? JSON.stringify(value) : value,
    ]),
  );
const withoutTimes = (spans: unknown) => fromSpans(spans).map((one) => timeless(one));

describe("observations of Langfuse", () => {
  it("are read as the spans of its SDK", () => {
    const expected = withoutTimes(handler);
    expect(expected).toHaveLength(4);
    expect(withoutTimes(handler.map(ofSdk))).toEqual(expected);
    expect(withoutTimes({ data: handler.map(ofSdk), meta: { page: 1 } })).toEqual(expected);
    expect(withoutTimes([{ id: "t", name: "trace", observations: handler.map(ofSdk) }])).toEqual(
      expected,
    );
    expect(withoutTimes(handler.map(ofSdk).map(snake))).toEqual(expected);
  });

  it("are read as the OpenInference spans that they came from", () => {
    const expected = withoutTimes(instrumentation);
    expect(withoutTimes(instrumentation.map(ofOpenTelemetry))).toEqual(expected);
  });
});

describe("spans as Phoenix lists them in OpenTelemetry's encoding", () => {
  it("have names in snake case", () => {
    const nanoseconds = (time: unknown) =>
      `${Date.parse(String(time).slice(0, 23) + "Z")}${String(time).slice(23, 26)}000`;
    const value = (member: unknown): Json =>
      typeof member === "number" ? { int_value: member } : { string_value: String(member) };
    const spans = instrumentation.map((span) => ({
      ...(span["context"] as Json),
      parent_span_id: span["parent_id"],
      name: span["name"],
      start_time_unix_nano: nanoseconds(span["start_time"]),
      end_time_unix_nano: nanoseconds(span["end_time"]),
      attributes: Object.entries(span["attributes"] as Json).map(([key, member]) => ({
        key,
        value: value(member),
      })),
      status: {
        code: (span["status"] as Json)["status_code"] === "ERROR" ? 2 : 1,
        message: (span["status"] as Json)["description"],
      },
    }));
    expect(withoutTimes({ data: spans, next_cursor: null })).toEqual(withoutTimes(instrumentation));
  });
});
