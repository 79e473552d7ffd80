import { describe, expect, it } from "vitest";
import { fromSpans } from "../../../../src/trajectory/import/spans.js";
import { conversationsOf } from "../conversations.js";
import type { Json } from "../support.js";

interface SpanFields {
  readonly id: string;
  readonly parent?: string | null;
  readonly kind?: string;
  readonly at?: number;
  readonly end?: number | null;
  readonly more?: Json;
  readonly trace?: string;
  readonly status?: unknown;
}

const second = (at: number) => `2026-01-01T00:00:0${at}Z`;
const span = ({
  id,
  parent = null,
  kind,
  at = 1,
  end = 2,
  more = {},
  trace = "t",
  status = "UNSET",
}: SpanFields): Json => ({
  name: id,
  context: { span_id: id, trace_id: trace },
  parent_id: parent,
  start_time: second(at),
  end_time: end === null ? null : second(end),
  status_code: status,
  attributes: { ...(kind !== undefined && { "openinference.span.kind": kind }), ...more },
});

const told = (question: string, answer: string): Json => ({
  "llm.input_messages.0.message.role": "user",
  "llm.input_messages.0.message.content": question,
  "llm.output_messages.0.message.role": "assistant",
  "llm.output_messages.0.message.content": answer,
});
const answers = (spans: readonly Json[]) =>
  fromSpans(spans).map((one) => conversationsOf(one).map(({ output }) => output?.content));

describe("calls without a span around them", () => {
  const calls = (parent: string | null, trace = "t") => [
    span({ id: `${trace}1`, parent, trace, kind: "LLM", at: 1, more: told("a", "A") }),
    span({ id: `${trace}2`, parent, trace, kind: "LLM", at: 3, end: 4, more: told("b", "B") }),
  ];

  it("are one execution of their trace", () => {
    expect(answers(calls(null))).toEqual([["A", "B"]]);
    expect(answers([...calls(null, "t"), ...calls(null, "u")])).toEqual([
      ["A", "B"],
      ["A", "B"],
    ]);
    expect(fromSpans(calls(null))[0]).toMatchObject({
      status: "completed",
      rootId: "t",
      discardedModelCalls: 0,
    });
  });

  it("are one execution of the span of other software around them", () => {
    const server = span({ id: "POST /ask", at: 0, end: 5, status: "ERROR" });
    const inner = span({ id: "handler", parent: "POST /ask", at: 0, end: 5 });
    const [recording, ...others] = fromSpans([server, inner, ...calls("handler")]);
    expect(others).toEqual([]);
    expect(recording).toMatchObject({
      graph: "POST /ask",
      status: "failed",
      usage: { modelCalls: 2 },
    });
    expect(conversationsOf(recording!)).toHaveLength(2);
  });

  it("count once if the client of the provider is traced, too", () => {
    const [outer] = calls(null);
    const client = span({ id: "client", parent: "t1", kind: "LLM", more: told("a", "A") });
    expect(answers([outer!, client])).toEqual([["A"]]);
  });
});

describe("spans without an end", () => {
  const graph = (end: number | null, status: string) =>
    span({ id: "g", kind: "CHAIN", at: 0, end, status });
  const call = (end: number | null, more: Json) =>
    span({ id: "m", parent: "g", kind: "LLM", at: 1, end, more });

  it("have ended if they have a status or an output", () => {
    const [recording] = fromSpans([graph(null, "OK"), call(null, told("a", "A"))]);
    expect(recording).toMatchObject({ status: "completed", incomplete: false });
    expect(recording!.missing).toContain("timing");
    expect(conversationsOf(recording!)).toMatchObject([{ output: { content: "A" } }]);
    const [failed] = fromSpans([
      { ...graph(null, "ERROR"), status_message: "ValueError: no" },
      call(2, told("a", "A")),
    ]);
    expect(failed).toMatchObject({ status: "failed", error: "ValueError: no" });
  });

  it("have not ended otherwise", () => {
    const question = {
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.content": "a",
    };
    const [recording] = fromSpans([graph(null, "UNSET"), call(null, question)]);
    expect(recording).toMatchObject({ status: "interrupted", missing: ["position"] });
    expect(conversationsOf(recording!)).toMatchObject([{ output: null }]);
  });
});
