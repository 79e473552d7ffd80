import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { formatExport } from "../../../src/cli/export-text.js";
import { createRecordBuilder } from "../../../src/distill/export/to-records.js";
import { EXPORT_DEFAULTS } from "../../../src/distill/export/settings.js";
import { hasUnknownEnd } from "../../../src/distill/export/unknown-ends.js";
import { fromLangSmithRuns } from "../../../src/trajectory/import/langsmith-runs.js";
import { TrajectoryRecorder } from "../../../src/trajectory/recorder/recorder.js";
import { toTrajectory } from "../../../src/trajectory/recorder/to-trajectory.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { ScriptedModel } from "../conversations/support.js";

const context = { id: "1", task: null, fingerprint: "v1", temperature: null, outcome: null };

/** A trajectory of one call, or of one that lacks why it ended. */
async function talk(question = new HumanMessage("Hi.")): Promise<Trajectory> {
  const model = new ScriptedModel([new AIMessage("Hello.")]);
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("chat", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addEdge(START, "chat")
    .addEdge("chat", END)
    .compile();
  const recorder = new TrajectoryRecorder();
  await graph.invoke({ messages: [question] }, { callbacks: [recorder] });
  return toTrajectory(recorder.take(), context);
}

const lacking = (trajectory: Trajectory): Trajectory => ({
  ...trajectory,
  missing: ["finishReasons"],
});
const build = (where?: string) =>
  createRecordBuilder({ ...EXPORT_DEFAULTS, rows: "conversation", ...(where && { where }) });

describe("hasUnknownEnd", () => {
  it("is true for a trained reply without a reason, if the source lacks reasons", async () => {
    const trajectory = await talk();
    const row = { rollout: { agent: "chat", trajectory: "1", weight: 1 }, calls: [0] } as never;
    expect(hasUnknownEnd(trajectory, row)).toBe(false);
    expect(hasUnknownEnd(lacking(trajectory), row)).toBe(true);
    const [call] = trajectory.calls!;
    const ended = lacking({ ...trajectory, calls: [{ ...call!, finishReason: "stop" }] });
    expect(hasUnknownEnd(ended, row)).toBe(false);
  });

  it("regards all calls of the result for a single-agent transcript", async () => {
    const trajectory = await talk();
    const row = { rollout: undefined, calls: [] };
    expect(hasUnknownEnd(lacking(trajectory), row)).toBe(true);
    const [call] = trajectory.calls!;
    const discarded = lacking({ ...trajectory, calls: [{ ...call!, discarded: true }] });
    expect(hasUnknownEnd(discarded, row)).toBe(false);
  });
});

describe("an export of a source without finish reasons", () => {
  it("keeps and counts its rows, and a condition leaves them out", async () => {
    const trajectory = await talk();
    expect(build()([trajectory])).toMatchObject({ unknownEnds: 0, verdicts: ["kept"] });
    expect(build()([lacking(trajectory)])).toMatchObject({ unknownEnds: 1, verdicts: ["kept"] });
    const without = build("not missing = 'finishReasons'");
    expect(without([lacking(trajectory)])).toMatchObject({
      unknownEnds: 0,
      verdicts: ["filtered_out"],
    });
    expect(without([trajectory])).toMatchObject({ verdicts: ["kept"] });
  });

  it("warns on the command line", () => {
    const counts = {
      verdicts: {},
      calls: {},
      examples: {},
      prompts: {},
      pairs: {},
      unknownEnds: 3,
    };
    const summary = {
      counts,
      settings: { formats: [] },
      samples: { tasks: 0 },
      tokens: null,
    } as never;
    const given = { ...(summary as object), seconds: 1, trajectoriesPerSecond: 1 } as never;
    expect(formatExport(given)).toContain("Warning: 3 examples train replies of which the source");
  });
});

describe("what a recording marks as missing", () => {
  it("is values that JSON cannot hold", async () => {
    const odd = new HumanMessage({ content: [{ type: "text", text: "Hi.", score: Number.NaN }] });
    expect((await talk(odd)).missing).toContain("values");
    const fine = new HumanMessage({ content: [{ type: "text", text: "Hi.", score: 1 }] });
    expect((await talk(fine)).missing).not.toContain("values");
  });

  const call = (tools: unknown) => {
    const run = {
      id: "2",
      parent_run_id: "1",
      name: "ChatOpenAI",
      run_type: "llm",
      start_time: "2026-01-31T12:00:00",
      end_time: "2026-01-31T12:00:01",
      inputs: { messages: [[{ role: "user", content: "2 + 2?" }]] },
      outputs: { generations: [[{ message: { role: "assistant", content: "Four." } }]] },
      ...(tools !== undefined && { extra: { invocation_params: { tools } } }),
    };
    const root = { ...run, id: "1", parent_run_id: undefined, name: "agent", run_type: "chain" };
    const [recording] = fromLangSmithRuns([{ ...root, inputs: {}, outputs: {}, extra: {} }, run]);
    return { tools: recording!.calls[0]!.tools, missing: recording!.missing };
  };

  it("is a provider's own tool, which has no definition", () => {
    expect(call([{ type: "web_search" }])).toMatchObject({
      tools: [],
      missing: expect.arrayContaining(["tools"]),
    });
  });

  it("is not the tools of a model that states that it has none", () => {
    expect(call([])).toEqual({ tools: [], missing: expect.not.arrayContaining(["tools"]) });
    expect(call(undefined).tools).toBeNull();
  });
});
