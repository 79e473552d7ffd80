import { describe, expect, it } from "vitest";
import { toConversationRows } from "../../../src/distill/conversations/to-rows.js";
import { toAtif } from "../../../src/distill/interchange/atif/to-atif.js";
import { toTrajectory, type Recording } from "../../../src/entries/recorder.js";
import { fromAtif } from "../../../src/trajectory/import/atif.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { packCalls } from "../../../src/trajectory/recorder/pack-calls.js";
import { listModelCalls, type ModelCall } from "../../../src/trajectory/unpack-calls.js";
import { runRandomGraph } from "../../support/random-graphs/random-graph.js";
import { QUESTION } from "../recorder/prebuilt/support.js";
import { couple, SCENARIOS } from "./scenarios.js";
import { observe } from "./support.js";

const trajectoryOf = (recording: Recording, index = 0) =>
  toTrajectory(recording, {
    id: `run-${index}`,
    task: null,
    fingerprint: "v1",
    temperature: 0.5,
    outcome: null,
  });

const FOREIGN_ALONE = {
  schema_version: "ATIF-v1.7",
  session_id: "run-7",
  agent: {
    name: "lead",
    version: "2.0",
    model_name: "m1",
    tool_definitions: [
      { type: "function", function: { name: "ask", parameters: { type: "object" } } },
    ],
  },
  steps: [
    { step_id: 1, source: "system", message: "S", timestamp: "2026-01-31T12:00:00Z" },
    { step_id: 2, source: "user", message: "Q" },
    { step_id: 3, source: "agent", message: "Earlier.", is_copied_context: true },
    {
      step_id: 4,
      source: "agent",
      message: "Ask.",
      tool_calls: [{ tool_call_id: "c1", function_name: "ask", arguments: { q: 1 } }],
      observation: {
        results: [
          {
            source_call_id: "c1",
            content: "H!",
            subagent_trajectory_ref: [{ trajectory_id: "h" }],
          },
        ],
      },
      metrics: { prompt_tokens: 10, completion_tokens: 2, cost_usd: 0.1 },
    },
    { step_id: 5, source: "agent", message: "Done." },
  ],
};
const FOREIGN = {
  ...FOREIGN_ALONE,
  subagent_trajectories: [
    {
      schema_version: "ATIF-v1.7",
      trajectory_id: "h",
      agent: { name: "helper", version: "2.0", model_name: "m2" },
      steps: [
        { step_id: 1, source: "user", message: "1?" },
        { step_id: 2, source: "agent", message: "H!" },
      ],
    },
  ],
};

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A trajectory with whole calls, without those that are not part of the result. */
function comparable(trajectory: Trajectory) {
  const { messages: _, tools: __, calls: ___, missing = [], ...rest } = trajectory;
  const calls = listModelCalls(trajectory).filter(({ discarded }) => !discarded);
  const lost = missing.filter((part) => part !== "attempts");
  return { ...rest, calls, missing: lost };
}

const rowsOf = (trajectory: Trajectory) =>
  toConversationRows(trajectory, { edited: "mask", findFault: () => undefined }).rows;

/** A trajectory whose calls are given. */
function trajectoryWith(calls: readonly Partial<ModelCall>[]): Trajectory {
  const whole = calls.map((call): ModelCall => ({
    agent: "",
    node: "chat",
    round: 1,
    model: "m",
    input: [{ role: "user", content: "u" }],
    output: { role: "assistant", content: "a" },
    callIds: [],
    tools: null,
    finishReason: null,
    usage: { inputTokens: 0, outputTokens: 0 },
    ...call,
  }));
  return {
    schema: "star.trajectory/2",
    id: "r",
    task: null,
    sample: 0,
    source: { graph: "g", fingerprint: "v1", models: ["m"], temperature: null },
    prompt: [{ role: "user", content: "u" }],
    ...packCalls(whole),
    steps: [],
    usage: { modelCalls: whole.length, inputTokens: 0, outputTokens: 0 },
    outcome: null,
    status: "completed",
    error: null,
  };
}

const callsOf = (trajectory: Trajectory) =>
  listModelCalls(fromAtif(throughJson(toAtif(trajectory))));

describe("fromAtif", () => {
  it.each(SCENARIOS)("reads what toAtif writes of %s", async (_, run) => {
    const { recordings } = await observe(run);
    for (const [index, recording] of recordings.entries()) {
      const trajectory = trajectoryOf(recording, index);
      const read = fromAtif(throughJson(toAtif(trajectory)));
      expect(comparable(read)).toEqual(comparable(trajectory));
      expect(rowsOf(read)).toEqual(rowsOf(trajectory));
      expect(read.missing?.includes("attempts") ?? false).toBe(recording.discardedModelCalls > 0);
    }
  });

  it("reads what toAtif writes of random graphs", async () => {
    for (let seed = 0; seed < 40; seed++) {
      const { trajectory } = await runRandomGraph(seed);
      const read = fromAtif(throughJson(toAtif(trajectory)));
      expect(comparable(read), `seed ${seed}`).toEqual(comparable(trajectory));
    }
  });

  it.each<[string, Partial<ModelCall>]>([
    [
      "blocks, names and roles that ATIF does not have",
      {
        input: [
          {
            role: "system",
            content: [{ type: "text", text: "s", cache_control: { type: "ephemeral" } }],
          },
          { role: "user", content: [{ type: "text", text: "u" }], name: "ann" },
          {
            role: "user",
            content: [{ type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } }],
          },
          {
            role: "user",
            content: [{ type: "image_url", image_url: { url: "https://e.org/a.png" } }],
          },
          { role: "other", content: "o", name: "moderator" },
          { role: "tool", content: "no call", callId: "gone", name: "f" },
        ],
        output: { role: "assistant", content: "a", reasoning: "because" },
        finishReason: "stop",
        usage: { inputTokens: 7, outputTokens: 3 },
        sampled: { promptTokenIds: [1], tokenIds: [2, 3], logprobs: [-0.5, 0] },
        tools: [],
      },
    ],
    [
      "calls without ids, with one id twice, and with arguments that are no object",
      {
        input: [
          { role: "user", content: "u" },
          {
            role: "assistant",
            content: "",
            calls: [
              { id: "", name: "f", arguments: {} },
              { id: "x", name: "f", arguments: { n: 1 } },
              { id: "x", name: "g", arguments: [1], invalid: true },
              { id: "y", name: "g", arguments: null, invalid: true },
            ],
          },
          { role: "tool", content: "1", callId: "" },
          { role: "tool", content: "2", callId: "x", name: "f" },
          { role: "tool", content: [{ type: "text", text: "3" }], callId: "x", status: "error" },
          { role: "tool", content: "4", callId: "x" },
        ],
      },
    ],
  ])("keeps %s", (_, call) => {
    const trajectory = trajectoryWith([call]);
    expect(callsOf(trajectory)).toEqual(listModelCalls(trajectory));
  });

  it("reads a document of another program, and says what it lacks", () => {
    const trajectory = fromAtif(FOREIGN);
    const calls = listModelCalls(trajectory);
    expect(calls.map(({ agent, node, model }) => [agent, node, model])).toEqual([
      ["", "lead", "m1"],
      ["lead", "helper", "m2"],
      ["", "lead", "m1"],
    ]);
    expect(calls[2]?.input).toEqual([
      { role: "system", content: "S" },
      { role: "user", content: "Q" },
      { role: "assistant", content: "Earlier." },
      {
        role: "assistant",
        content: "Ask.",
        calls: [{ id: "c1", name: "ask", arguments: { q: 1 } }],
      },
      { role: "tool", content: "H!", name: "ask", callId: "c1" },
    ]);
    expect(calls[1]?.input).toEqual([{ role: "user", content: "1?" }]);
    expect(calls[0]).toMatchObject({ callIds: ["call_1"], tools: [{ function: { name: "ask" } }] });
    expect(trajectory.steps.map(({ kind }) => kind)).toEqual([
      "analysis",
      "tool_call",
      "tool_response",
      "analysis",
      "analysis",
    ]);
    expect(trajectory).toMatchObject({
      id: "run-7",
      source: { graph: "lead", fingerprint: "2.0", models: ["m1", "m2"] },
      usage: { modelCalls: 3, inputTokens: 10, outputTokens: 2 },
      missing: ["answers", "attempts", "position", "timing", "usage"],
    });
  });

  it("keeps an answer that no later input contains", () => {
    const question = { role: "user", content: "u" } as const;
    const asked = {
      role: "assistant",
      content: "",
      calls: [{ id: "x", name: "f", arguments: {} }],
    } as const;
    const fields = { agent: "", node: "chat", round: 1 };
    const first = {
      input: [question],
      output: { ...asked, calls: [...asked.calls] },
      callIds: ["call_1"],
    };
    const second = {
      input: [question, first.output, { role: "user" as const, content: "Go on." }],
    };
    const steps: Trajectory["steps"] = [
      { kind: "tool_call", callId: "call_1", name: "f", arguments: {}, ...fields },
      {
        kind: "tool_response",
        callId: "call_1",
        name: "f",
        content: "1",
        status: "success",
        ...fields,
      },
      { kind: "analysis", content: "a", ...fields },
    ];
    const trajectory = { ...trajectoryWith([first, second]), steps };
    const read = fromAtif(throughJson(toAtif(trajectory)));
    expect(comparable(read)).toEqual(comparable(trajectory));
  });

  it("takes what follows an action without a call as told by a user", () => {
    const steps = [
      {
        step_id: 1,
        source: "agent",
        message: "ls",
        observation: { results: [{ content: "a.txt" }] },
      },
      { step_id: 2, source: "agent", message: "retry", llm_call_count: 0 },
      { step_id: 3, source: "agent", message: "done", llm_call_count: 2 },
    ];
    const agent = { name: "terminal", version: "1" };
    const trajectory = fromAtif({ schema_version: "ATIF-v1.4", agent, steps }, { id: "t" });
    expect(listModelCalls(trajectory)[1]?.input).toEqual([
      { role: "assistant", content: "ls" },
      { role: "user", content: "a.txt" },
    ]);
    expect(trajectory.missing).toContain("replies");
    expect(trajectory.missing).toContain("models");
  });

  it.each([
    ["another format", { schema_version: "ATIF-v2.0" }, /The ATIF document.*schema_version/s],
    ["no id", { ...FOREIGN_ALONE, session_id: null }, /id/],
    ["no document", "text", /The ATIF document/],
  ])("refuses %s", (_, document, message) => {
    expect(() => fromAtif(document)).toThrow(message);
  });
});

describe("toAtif", () => {
  it("embeds the conversations of several agents, and marks what they did not write", async () => {
    const { recordings } = await observe((callbacks) =>
      couple().compile().invoke(QUESTION, { callbacks }),
    );
    const {
      agent,
      steps,
      subagent_trajectories: inner = [],
      ...rest
    } = toAtif(trajectoryOf(recordings[0]!));
    expect(agent).toEqual({ name: "LangGraph", version: "v1" });
    expect(inner?.map(({ trajectory_id: id, agent: one }) => [id, one.name])).toEqual([
      ["run-0/1", "alice/model_request"],
      ["run-0/2", "bob/model_request"],
    ]);
    expect(steps[1]).toEqual({
      step_id: 2,
      source: "agent",
      message: "bob/model_request",
      llm_call_count: 0,
      observation: { results: [{ subagent_trajectory_ref: [{ trajectory_id: "run-0/2" }] }] },
    });
    const copied = inner?.[1]?.steps.filter((step) => step.is_copied_context === true);
    expect(copied?.map(({ message }) => message)).toEqual(["", "Bob knows."]);
    expect(rest).toMatchObject({
      schema_version: "ATIF-v1.7",
      session_id: "run-0",
      final_metrics: { total_steps: 2 },
    });
  });

  it("is one conversation for one agent", () => {
    const document = toAtif(trajectoryWith([{}]), { version: "1.8" });
    expect(document.schema_version).toBe("ATIF-v1.8");
    expect(document.agent.name).toBe("g");
    expect(document.steps.map(({ source, message }) => [source, message])).toEqual([
      ["user", "u"],
      ["agent", "a"],
    ]);
    expect(document).not.toHaveProperty("subagent_trajectories");
  });

  it("writes a run without model calls, and refuses a trajectory of version 1", () => {
    expect(toAtif(trajectoryWith([])).steps).toHaveLength(1);
    const { calls: _, ...old } = trajectoryWith([]);
    expect(() => toAtif({ ...old, schema: "star.trajectory/1" })).toThrow("version 1");
  });
});
