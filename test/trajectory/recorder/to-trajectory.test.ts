import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Recording, TrajectoryRecorder, toTrajectory } from "../../../src/entries/recorder.js";
import { EMPTY, State, ask, echo, said } from "./support.js";

describe("toTrajectory", () => {
  const context = { id: "one", task: null, fingerprint: "f", temperature: 0, outcome: null };

  it("adds the context to the recording", async () => {
    const recorder = new TrajectoryRecorder();
    const reply = new AIMessage("hi \uD800!");
    const usage_metadata = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
    Object.assign(reply, { usage_metadata, response_metadata: { model_name: "fake-1" } });
    await echo(fakeModel().respond(reply)).invoke(said("hello"), { callbacks: [recorder] });
    const { timing, steps, calls, ...trajectory } = toTrajectory(recorder.take(), context);
    expect(trajectory).toEqual({
      schema: "star.trajectory/2",
      id: "one",
      task: null,
      sample: 0,
      source: { graph: "echo_graph", fingerprint: "f", models: ["fake-1"], temperature: 0 },
      prompt: [{ role: "user", content: "hello" }],
      tools: [],
      messages: [
        { role: "user", content: "hello" },
        { role: "assistant", content: "hi \uFFFD!" },
      ],
      usage: { modelCalls: 1, inputTokens: 3, outputTokens: 2 },
      outcome: null,
      status: "completed",
      error: null,
    });
    expect(steps).toMatchObject([{ kind: "analysis", content: "hi \uFFFD!", node: "echo" }]);
    expect(timing?.startMs).toBe(0);
    expect(calls).toEqual([
      {
        agent: "",
        node: "echo",
        round: 1,
        model: "fake-1",
        input: { from: null, keep: 0, messages: [0] },
        output: 1,
        callIds: [],
        tools: null,
        finishReason: null,
        usage: { inputTokens: 3, outputTokens: 2 },
        timing: expect.any(Object),
      },
    ]);
  });

  it("uses the tools of the context where the models did not report any", async () => {
    const recorder = new TrajectoryRecorder();
    const model = fakeModel().respond(new AIMessage("hi"));
    await echo(model).invoke(said("hello"), { callbacks: [recorder] });
    const schema = z.object({ city: z.string() });
    const weather = tool(() => "", { name: "weather", description: "The weather.", schema });
    const { tools } = toTrajectory(recorder.take(), { ...context, tools: [weather] });
    expect(tools).toMatchObject([{ type: "function", function: { name: "weather" } }]);
  });

  it("gives calls of a node that uses tools the tools of the context, and keeps the tools that are known", () => {
    const definition = (name: string) => ({
      type: "function" as const,
      function: { name, description: name, parameters: { type: "object", properties: {} } },
    });
    const [known, weather] = [definition("known"), definition("weather")];
    const recorded = (
      node: string,
      { output, tools }: { output: number | null; tools: number[] | null },
    ) => ({
      agent: "a",
      node,
      round: 1,
      model: "m",
      input: { from: null, keep: 0, messages: [0] },
      output,
      callIds: [],
      tools,
      finishReason: null,
      usage: { inputTokens: 0, outputTokens: 0 },
    });
    const recording: Recording = {
      rootId: "r",
      rootIds: ["r"],
      threadId: undefined,
      graph: "g",
      prompt: [],
      tools: [known],
      messages: [
        { role: "user", content: "Q" },
        { role: "assistant", content: "A" },
        {
          role: "assistant",
          content: "",
          calls: [{ id: "x", name: "weather", arguments: {} }],
        },
      ],
      calls: [
        recorded("talker", { output: 1, tools: null }),
        recorded("user", { output: 2, tools: null }),
        recorded("user", { output: 1, tools: null }),
        recorded("user", { output: null, tools: null }),
        recorded("knower", { output: 1, tools: [0] }),
      ],
      steps: [],
      usage: { modelCalls: 5, inputTokens: 0, outputTokens: 0 },
      discardedModelCalls: 0,
      models: ["m"],
      status: "completed",
      error: null,
      incomplete: false,
      missing: ["tools", "usage"],
      timing: { startMs: 0, durationMs: 1 },
    };
    const offered = (given: readonly unknown[] | undefined) => {
      const { tools, calls, missing } = toTrajectory(recording, {
        ...context,
        ...(given && { tools: given }),
      });
      const names = tools.map((tool) => tool.function.name);
      return { names, calls: calls?.map((call) => call.tools), missing };
    };
    expect(offered([weather])).toEqual({
      names: ["weather", "known"],
      calls: [null, [0], [0], [0], [1]],
      missing: ["usage"],
    });
    expect(offered([known, weather])).toEqual({
      names: ["known", "weather"],
      calls: [null, [0, 1], [0, 1], [0, 1], [0]],
      missing: ["usage"],
    });
    expect(offered(undefined)).toEqual({
      names: ["known"],
      calls: [null, null, null, null, [0]],
      missing: ["tools", "usage"],
    });
    const complete = toTrajectory({ ...recording, missing: [] }, context);
    expect("missing" in complete).toBe(false);
  });

  it("measures time from the start, on the first step of a model's turn, without pauses", async () => {
    const recorder = new TrajectoryRecorder();
    const call = { id: "x", name: "lookup", args: { id: "a" } };
    const model = fakeModel()
      .respond(new AIMessage("before"))
      .respond(new AIMessage({ content: "after", tool_calls: [call] }));
    const graph = new StateGraph(State)
      .addNode("before", ask(model, "go", 20))
      .addNode("after", ask(model))
      .addEdge(START, "before")
      .addEdge("before", "after")
      .compile({ checkpointer: new MemorySaver(), interruptBefore: ["after"] });
    const options = { callbacks: [recorder], configurable: { thread_id: "t" } };
    await graph.invoke(EMPTY, options);
    await graph.invoke(null, options);
    const { steps, timing } = recorder.take();
    const [before, after, called] = steps.map((step) => step.timing);
    expect(called).toBeUndefined();
    expect(timing.startMs).toBe(0);
    const starts = [before!.startMs, after!.startMs, timing.durationMs];
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    // Timers of Node.js can fire a millisecond early.
    expect(starts[0]).toBeGreaterThanOrEqual(19);
  });

  it("marks incomplete recordings and rejects invalid context", async () => {
    const recorder = new TrajectoryRecorder();
    await echo().invoke(said("hello"), { callbacks: [recorder] });
    const recording = recorder.take();
    expect(toTrajectory({ ...recording, incomplete: true }, context).incomplete).toBe(true);
    expect(() => toTrajectory(recording, { ...context, sample: -1 })).toThrow(
      expect.objectContaining({
        code: "TRAJECTORY_INVALID",
        problem: expect.stringContaining('The recording of "echo_graph" does not match the schema'),
        remedy: expect.stringContaining("Correct the id, task, sample"),
      }),
    );
  });
});
