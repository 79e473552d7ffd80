import { describe, expect, it } from "vitest";
import { fromSpans } from "../../../src/trajectory/import/spans.js";
import { QUESTION } from "../recorder/prebuilt/support.js";
import { lines } from "../recorder/support.js";
import { SCENARIOS } from "./scenarios.js";
import { toOtlp, toPhoenixSpans } from "./span-export.js";
import { comparable, observe, teacherLike, type Json } from "./support.js";

const teacher = () => observe((callbacks) => teacherLike().invoke(QUESTION, { callbacks }));

describe("fromSpans", () => {
  it.each(SCENARIOS)("reads %s as the recorder does", async (_, run) => {
    const { recordings, runs } = await observe(run);
    const spans = toPhoenixSpans(runs, "whole");
    expect(comparable(fromSpans(spans))).toEqual(comparable(recordings));
    expect(comparable(fromSpans(toOtlp(spans)))).toEqual(comparable(recordings));
  });

  it("reads everything except error statuses from the attributes of the conventions", async () => {
    const { recordings, runs } = await teacher();
    const [recording] = fromSpans(toPhoenixSpans(runs, "conventional"));
    // Calls without a tool run are answered at the next model call.
    const expected = recordings[0]!.steps.map((step) =>
      step.kind === "tool_response" && step.status === "error"
        ? { ...step, status: "success" as const, node: "model" }
        : step,
    );
    expect(expected).not.toEqual(recordings[0]!.steps);
    const messages = recordings[0]!.messages.map((message) => {
      const { status, ...rest } = message;
      return status === "error" ? rest : message;
    });
    expect(comparable([recording!])).toEqual(
      comparable([
        { ...recordings[0]!, messages, steps: expected, missing: ["answers", "finishReasons"] },
      ]),
    );
  });

  it("reads replies and calls in order of time without the graph's metadata", async () => {
    const { recordings, runs } = await observe((callbacks) => SCENARIOS[5]![1](callbacks));
    const bare = fromSpans(toPhoenixSpans(runs, "bare"));
    expect(bare.map(lines)).toEqual([
      ["analysis  1: 1", "analysis  1: 4"],
      ["analysis  1: 2", "analysis  1: 5"],
    ]);
    expect(bare[0]).toMatchObject({
      missing: ["finishReasons", "position"],
      graph: recordings[0]!.graph,
      prompt: recordings[0]!.prompt,
      usage: recordings[0]!.usage,
      models: ["scripted-1"],
    });
  });

  it("skips other spans and attaches their children to the nearest ancestor", async () => {
    const { recordings, runs } = await teacher();
    const root = recordings[0]!.rootId;
    const other = (id: string, parent: string | null): Json => ({
      name: "POST /ask",
      context: { trace_id: "1", span_id: id },
      span_kind: "SERVER",
      parent_id: parent,
      start_time: "2026-01-01T00:00:00Z",
      status_code: "UNSET",
      attributes: { "http.method": "POST" },
    });
    const spans = toPhoenixSpans(runs, "whole").map((span) => {
      if (span["parent_id"] === null) return { ...span, parent_id: "request" };
      return span["parent_id"] === root ? { ...span, parent_id: "inner" } : span;
    });
    const all = [...spans, other("request", null), other("inner", root)];
    expect(comparable(fromSpans(all))).toEqual(comparable(recordings));
  });

  it("reads pages, tables and nested attributes alike", async () => {
    const { recordings, runs } = await teacher();
    const spans = toPhoenixSpans(runs, "conventional");
    const expected = comparable(fromSpans(spans));
    const table = spans.map(({ context, attributes, ...span }) => ({
      ...span,
      ...prefixed("context", context as Json),
      ...prefixed("attributes", attributes as Json),
    }));
    const nested = spans.map((span) => {
      const { metadata, ...attributes } = span["attributes"] as Json;
      return { ...span, attributes: { ...attributes, metadata: JSON.parse(String(metadata)) } };
    });
    expect(recordings).toHaveLength(1);
    expect(comparable(fromSpans({ data: spans, next_cursor: null }))).toEqual(expected);
    expect(comparable(fromSpans(table))).toEqual(expected);
    expect(comparable(fromSpans(nested))).toEqual(expected);
  });

  it("names agents of other frameworks by their spans", () => {
    const [recording] = fromSpans(AGENT_SPANS);
    expect(lines(recording!)).toEqual([
      "analysis triage 1: Ask the weather agent.",
      'tool_call weather 1: call_1 look {"city":"Lisbon"}',
      "tool_response weather 1: call_1 success 21 degrees",
      "analysis weather 1: Mild.",
    ]);
    expect(recording).toMatchObject({
      graph: "workflow",
      missing: ["finishReasons", "position", "usage"],
      prompt: [{ role: "user", content: "How is Lisbon?" }],
      status: "failed",
      error: "ValueError: too late",
    });
    expect(recording!.tools).toMatchObject([{ function: { name: "look", description: "Looks." } }]);
  });

  it("rejects invalid spans by index", async () => {
    expect(() => fromSpans([...AGENT_SPANS, { name: "x" }])).toThrow(
      /Span 7 .+context.+Pass spans/s,
    );
    expect(() => fromSpans(7)).toThrow("Pass spans as Phoenix or Langfuse lists them");
    const { runs } = await teacher();
    const spans = toPhoenixSpans(runs, "whole");
    const holed = spans.filter(({ name }) => name !== "recent");
    expect(() => fromSpans(holed)).toThrow("Export complete traces");
  });
});

const prefixed = (prefix: string, members: Json): Json =>
  Object.fromEntries(Object.entries(members).map(([key, value]) => [`${prefix}.${key}`, value]));

const span = (
  id: string,
  parent: string | null,
  kind: string,
  name: string,
  second: number,
  attributes: Json = {},
): Json => ({
  name,
  context: { trace_id: "t", span_id: id },
  span_kind: kind,
  parent_id: parent,
  start_time: `2026-01-01T00:00:0${second}.000000+00:00`,
  end_time: "2026-01-01T00:00:09.000000+00:00",
  status_code: "OK",
  attributes,
});

const schema = JSON.stringify({ type: "object", properties: { city: { type: "string" } } });
const CALL = "message.tool_calls.0.tool_call";
const asked = {
  "llm.input_messages.0.message.role": "user",
  "llm.input_messages.0.message.content": "How is Lisbon?",
};
const reply = (content: string): Json => ({
  "llm.output_messages.0.message.role": "assistant",
  "llm.output_messages.0.message.contents.0.message_content.type": "text",
  "llm.output_messages.0.message.contents.0.message_content.text": content,
});

/** Spans of another framework's instrumentation: an agent that calls another agent, without a graph. */
const AGENT_SPANS: Json[] = [
  {
    ...span("w", null, "CHAIN", "workflow", 0),
    status_code: "ERROR",
    events: [{ attributes: { "exception.type": "ValueError", "exception.message": "too late" } }],
  },
  span("a1", "w", "AGENT", "triage", 1),
  span("m1", "a1", "LLM", "response", 2, { ...asked, ...reply("Ask the weather agent.") }),
  span("a2", "w", "AGENT", "weather", 3),
  span("m2", "a2", "LLM", "response", 4, {
    ...asked,
    "llm.output_messages.0.message.role": "assistant",
    [`llm.output_messages.0.${CALL}.id`]: "c1",
    [`llm.output_messages.0.${CALL}.function.name`]: "look",
    [`llm.output_messages.0.${CALL}.function.arguments`]: '{"city":"Lisbon"}',
    "llm.tools.0.tool.name": "look",
    "llm.tools.0.tool.description": "Looks.",
    "llm.tools.0.tool.json_schema": schema,
  }),
  span("t1", "a2", "TOOL", "look", 5, { "tool_call.id": "c1", "output.value": "21 degrees" }),
  span("m3", "a2", "LLM", "response", 6, { ...asked, ...reply("Mild.") }),
];
