import { beforeAll, describe, expect, it } from "vitest";
import type { Recording } from "../../../src/entries/recorder.js";
import { fromLangSmithRuns } from "../../../src/trajectory/import/langsmith-runs.js";
import { fromSpans } from "../../../src/trajectory/import/spans.js";
import { readTraceFile } from "../../../src/trajectory/import/exported/trace-file.js";
import {
  WEATHER_CALLS,
  conversationsOf,
  expectSameOrMissing,
  fixture,
  linesOf,
} from "./conversations.js";

/**
 * Traces of the same runs of LangGraph 1.2.24 for Python: an agent with a tool, a tool that fails, a model that fails, and a
 * conversation with contents of every kind. Written by langsmith 0.15.1, openinference-instrumentation-langchain 0.1.80,
 * opentelemetry-instrumentation-langchain 0.62.4 (traceloop) and langfuse 5.0.4.
 */
const RUNS = ["an agent", "a failing tool", "a failing model", "contents of every kind"] as const;

let reference: Recording[];
beforeAll(async () => {
  reference = fromLangSmithRuns(await readTraceFile(fixture("langsmith-python.jsonl")));
});

describe("traces of Python, written by", () => {
  it("LangSmith's tracer, lack nothing", () => {
    expect(reference.map(({ status, error, missing }) => [status, error, missing])).toEqual([
      ["completed", null, []],
      ["failed", "ValueError: no such city", []],
      ["failed", "ValueError: model is down", []],
      ["completed", null, []],
    ]);
    expect(conversationsOf(reference[0]!)).toEqual(WEATHER_CALLS);
    expect(reference.flatMap(({ steps }) => steps).filter((step) => "ranWith" in step)).toEqual([]);
  });

  it.each<[string, readonly (readonly string[])[]]>([
    ["openinference", [[], [], [], []]],
    [
      "traceloop",
      [
        ["answers", "names", "reasoning"],
        ["reasoning"],
        [],
        ["answers", "names", "prompt", "reasoning"],
      ],
    ],
    [
      "langfuse",
      [
        ["answers", "finishReasons", "names"],
        ["finishReasons"],
        [],
        ["answers", "finishReasons", "names", "prompt"],
      ],
    ],
  ])("%s, have the same conversations except for what is marked", async (source, missing) => {
    const recordings = fromSpans(await readTraceFile(fixture(`${source}-python.jsonl`)));
    expect(recordings.map((one) => one.missing)).toEqual(missing);
    expect(recordings).toHaveLength(RUNS.length);
    recordings.forEach((one, index) => {
      const known = reference[index]!;
      expect([one.status, one.incomplete, one.graph]).toEqual([
        known.status,
        known.incomplete,
        known.graph,
      ]);
      const [, message = ""] = known.error?.split(": ") ?? [];
      expect(one.error ?? "").toContain(message);
      if (!one.missing.includes("reasoning"))
        expect(linesOf(one, one)).toEqual(linesOf(known, one));
      expectSameOrMissing(one, known);
    });
  });

  it("traceloop's instrumentation 0.27.0 for JavaScript, are rejected: its spans have no parents", async () => {
    const spans = await readTraceFile(fixture("traceloop-javascript.jsonl"));
    expect(() => fromSpans(spans)).toThrow(/The 10 spans have no parents: .+traceloop.+JavaScript/);
  });
});
