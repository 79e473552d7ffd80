import { describe, expect, it } from "vitest";
import { fromLangSmithRuns } from "../../../src/trajectory/import/langsmith-runs.js";
import { QUESTION } from "../recorder/prebuilt/support.js";
import { lines } from "../recorder/support.js";
import { PYTHON_RUNS } from "./python-runs.js";
import { conversationsOf } from "./conversations.js";
import { SCENARIOS } from "./scenarios.js";
import { comparable, observe, teacherLike, type Json } from "./support.js";

const teacherRuns = () => observe((callbacks) => teacherLike().invoke(QUESTION, { callbacks }));

describe("fromLangSmithRuns", () => {
  it.each(SCENARIOS)("reads %s as the recorder does", async (_, run) => {
    const { recordings, runs } = await observe(run);
    expect(comparable(fromLangSmithRuns(runs))).toEqual(comparable(recordings));
  });

  it("reads exports without hidden runs", async () => {
    const { recordings, runs } = await teacherRuns();
    const shown = runs.filter(({ tags }) => !String(tags).includes("langsmith:hidden"));
    expect(shown.length).toBeLessThan(runs.length);
    expect(comparable(fromLangSmithRuns(shown))).toEqual(comparable(recordings));
  });

  it("reads runs of a graph in Python", () => {
    const [recording, ...others] = fromLangSmithRuns(PYTHON_RUNS);
    expect(others).toEqual([]);
    expect(lines(recording!)).toEqual([
      "analysis agent 1: I look it up.",
      'tool_call agent 1: call_1 weather {"city":"Lisbon"}',
      "tool_response tools 1: call_1 success 21 degrees",
      "analysis agent 1: Mild.",
    ]);
    expect(recording).toMatchObject({
      graph: "LangGraph",
      prompt: [{ role: "user", content: "How is Lisbon?" }],
      usage: { modelCalls: 2, inputTokens: 31, outputTokens: 7 },
      models: ["small-model"],
      missing: [],
      status: "truncated",
      error: "GraphRecursionError: Recursion limit of 3 reached",
      timing: { startMs: 0, durationMs: 40 },
    });
    expect(recording!.steps[2]!.timing).toEqual({ startMs: 20, durationMs: 5 });
  });

  it("reads clients of a provider: a call outside of a graph, and one inside of a traced model", () => {
    const call = (id: string, parent: string | null) => ({
      id,
      parent_run_id: parent,
      name: "ChatOpenAI",
      run_type: "llm",
      start_time: "2026-01-02T03:04:05",
      end_time: "2026-01-02T03:04:06",
      inputs: { messages: [{ role: "user", content: "2 + 2?" }], model: "m" },
      outputs: {
        model: "m",
        choices: [{ finish_reason: "length", message: { role: "assistant", content: "Fo" } }],
        usage: { prompt_tokens: 5, completion_tokens: 1 },
      },
    });
    const recordings = fromLangSmithRuns([call("1", null), call("2", "1")]);
    expect(recordings).toHaveLength(1);
    expect(recordings[0]).toMatchObject({
      rootId: "1",
      status: "completed",
      models: ["m"],
      discardedModelCalls: 0,
      usage: { modelCalls: 1, inputTokens: 5, outputTokens: 1 },
      missing: ["position"],
    });
    expect(conversationsOf(recordings[0]!)).toEqual([
      {
        node: "",
        input: [{ role: "user", content: "2 + 2?" }],
        output: { role: "assistant", content: "Fo" },
        tools: null,
        finishReason: "length",
      },
    ]);
  });

  it("reports hidden inputs and outputs as missing", async () => {
    const { runs } = await teacherRuns();
    const hidden = runs.map((run: Json) =>
      run["run_type"] === "llm" ? { ...run, inputs: {}, outputs: {} } : run,
    );
    const [recording] = fromLangSmithRuns(hidden);
    expect(recording).toMatchObject({ missing: ["prompt", "replies"], prompt: [], steps: [] });
  });

  it("applies the recorder's options", async () => {
    const { runs } = await teacherRuns();
    const [recording] = fromLangSmithRuns(runs, {
      redact: (text) => text.replaceAll("recent", "***"),
      classify: (node) => (node === "ranker" ? "reflection" : undefined),
    });
    expect(JSON.stringify(recording!.steps.filter((step) => "content" in step))).not.toContain(
      "look at what is recent",
    );
    expect(recording!.steps.at(-1)).toMatchObject({ kind: "reflection", node: "ranker" });
    expect(recording!.steps[6]).toMatchObject({ content: "Recent says a." });
  });

  it("rejects invalid runs and incomplete traces", async () => {
    const { runs } = await teacherRuns();
    expect(() => fromLangSmithRuns({ runs })).toThrow("Pass the array of runs");
    expect(() => fromLangSmithRuns([{ ...runs[0], start_time: undefined }])).toThrow("start_time");
    expect(() => fromLangSmithRuns([{ ...runs[0], start_time: "noon" }])).toThrow("is not a time");
    expect(() => fromLangSmithRuns([...runs, runs[0]])).toThrow("Pass each run once");
    const node = runs.find(({ name }) => name === "recent");
    const holed = runs.filter((run) => run !== node);
    expect(() => fromLangSmithRuns(holed)).toThrow("Export complete traces");
  });
});
