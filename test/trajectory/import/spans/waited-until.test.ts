import { describe, expect, it } from "vitest";
import { fromSpans } from "../../../../src/trajectory/import/spans.js";

type Times = readonly [startMs: number, endMs: number];

/** A span in OpenTelemetry's JSON encoding, as Langfuse's SDK writes it. */
function span(
  id: string,
  [start, end]: Times,
  { parent, error, text }: { parent?: string; error?: string; text?: string } = {},
) {
  const nanoseconds = (time: number) => String(1_800_000_000_000_000_000n + BigInt(time * 1e6));
  const attributes = {
    "langfuse.observation.type": text === undefined ? "span" : "generation",
    ...(parent !== undefined && {
      "langfuse.observation.metadata.langgraph_node": id.replace(/ .*/, ""),
      "langfuse.observation.metadata.langgraph_step": String(start),
      "langfuse.observation.metadata.langgraph_checkpoint_ns": id.replace(/ .*/, ":1"),
    }),
    ...(text !== undefined && {
      "langfuse.observation.input": JSON.stringify([{ role: "user", content: "Go." }]),
      "langfuse.observation.output": JSON.stringify({ role: "assistant", content: text }),
    }),
    ...(error !== undefined && {
      "langfuse.observation.level": "ERROR",
      "langfuse.observation.status_message": error,
    }),
  };
  return {
    traceId: "t",
    spanId: id,
    ...(parent !== undefined && { parentSpanId: parent }),
    name: id.replace(/ .*/, ""),
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({
      key,
      value: { stringValue },
    })),
  };
}

/** A node with one model call inside. */
const node = (id: string, [start, end]: Times, text: string, error?: string) => [
  span(id, [start, end], { parent: "root", ...(error !== undefined && { error }) }),
  span(`${id} call`, [start, end - 0.01], { parent: id, text }),
];

function read(root: ReturnType<typeof span>, ...nodes: ReturnType<typeof span>[][]) {
  const [recording] = fromSpans([...nodes.flat(), root]);
  const { status, calls, steps } = recording!;
  const texts = steps.map((step) => "content" in step && step.content);
  return { status, texts, discarded: calls.filter(({ discarded }) => discarded).length };
}

describe("fromSpans, where clocks are not exact", () => {
  it("keeps the last node of a root whose end lacks a fraction of a millisecond", () => {
    // In truth 0.9 to 11.3, and 11.0 to 11.25.
    const root = span("root", [0, 10.4]);
    expect(read(root, node("one", [1, 10], "1"), node("two", [11, 11.25], "2"))).toEqual({
      status: "completed",
      texts: ["1", "2"],
      discarded: 0,
    });
  });

  it("keeps nodes after the end of a root that did not fail, because it waited for them", () => {
    const root = span("root", [0, 10]);
    const { texts } = read(root, node("one", [1, 14], "1"), node("two", [15, 30], "2"));
    expect(texts).toEqual(["1", "2"]);
  });

  it("leaves out a call that starts after the end of all chains", () => {
    const late = [span("late", [20, 30], { parent: "one", text: "late" })];
    const { texts } = read(span("root", [0, 10]), node("one", [1, 14], "1"), late);
    expect(texts).toEqual(["1"]);
  });

  it("keeps nodes before the failed node that ends after the root", () => {
    const error = "TypeError: broken";
    const root = span("root", [0, 10], { error });
    const failing = span("two", [14, 15], { parent: "root", error });
    expect(read(root, node("one", [1, 13], "1"), [failing])).toMatchObject({
      status: "failed",
      texts: ["1"],
    });
  });

  it("leaves out what a parallel branch did after the failure", () => {
    const error = "TypeError: broken";
    const root = span("root", [0, 10], { error });
    const failing = span("two", [1, 9], { parent: "root", error });
    const { texts, discarded } = read(root, node("one", [1, 13], "1"), [failing]);
    expect(texts).toEqual([]);
    expect(discarded).toBe(1);
  });

  it("keeps the last node before the recursion limit", () => {
    const error = "GraphRecursionError: Recursion limit of 2 reached";
    const root = span("root", [0, 10], { error });
    expect(read(root, node("one", [1, 9], "1"), node("two", [12, 13], "2"))).toMatchObject({
      status: "truncated",
      texts: ["1", "2"],
    });
  });
});
