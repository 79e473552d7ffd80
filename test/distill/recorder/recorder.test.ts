import { AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { fakeModel } from "@langchain/core/testing";
import { MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder, toTrajectory } from "../../../src/recorder.js";
import { EMPTY, State, agentGraph, ask, countingModel, echoModel, lines } from "./support.js";

const echo = (model = echoModel()) =>
  new StateGraph(State)
    .addNode("echo", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addEdge(START, "echo")
    .compile({ name: "echo_graph" });
const said = (text: string) => ({ messages: [new HumanMessage(text)] });

describe("TrajectoryRecorder", () => {
  it("keeps twenty simultaneous executions apart, each found by its runId", async () => {
    const recorder = new TrajectoryRecorder();
    const graph = echo();
    const ids = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      ids.map((id) => graph.invoke(said(id), { callbacks: [recorder], runId: id })),
    );
    for (const id of ids.toReversed()) {
      expect(lines(recorder.take(id))).toEqual([`analysis echo 1: ${id}`]);
    }
    expect(recorder.size).toBe(0);
  });

  it("holds no run of an execution that was taken or released", async () => {
    const recorder = new TrajectoryRecorder();
    const graph = echo();
    for (let turn = 0; turn < 50; turn++) {
      const runId = randomUUID();
      await graph.invoke(said("a"), { callbacks: [recorder], runId });
      expect(recorder.size).toBe(4); // the graph, __start__, the node, the model
      if (turn % 2 === 0) recorder.release(runId);
      else recorder.take(runId);
      expect(recorder.size).toBe(0);
    }
  });

  it("refuses an unknown execution, and a choice among several", async () => {
    const recorder = new TrajectoryRecorder();
    expect(() => recorder.take()).toThrow("Pass the runId");
    for (const text of ["a", "b"]) await echo().invoke(said(text), { callbacks: [recorder] });
    expect(() => recorder.take()).toThrow("among the 2 that are held");
    expect(() => recorder.release("elsewhere")).toThrow('No recording "elsewhere"');
    expect(recorder.recordings()).toHaveLength(2);
  });

  it("keeps copies: what is changed afterwards stays as it was", async () => {
    const recorder = new TrajectoryRecorder();
    const reply = new AIMessage({
      content: "before",
      tool_calls: [{ id: "x", name: "lookup", args: { id: "before" } }],
    });
    const asked = [new SystemMessage("before"), new HumanMessage("before")];
    const graph = new StateGraph(State)
      .addNode("changing", async () => {
        const messages = [await fakeModel().respond(reply).invoke(asked)];
        for (const message of [...asked, reply]) message.content = "MUTATED";
        reply.tool_calls![0]!.args["id"] = "MUTATED";
        return { messages };
      })
      .addEdge(START, "changing")
      .compile();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    const recording = recorder.take();
    expect(JSON.stringify(recording)).not.toContain("MUTATED");
    expect(recording.prompt).toEqual([
      { role: "system", content: "before" },
      { role: "user", content: "before" },
    ]);
  });

  it("records a run once, however often it is attached", async () => {
    const recorder = new TrajectoryRecorder();
    const callbacks = [recorder];
    const inner = agentGraph(countingModel()).withConfig({ callbacks });
    const outer = new StateGraph(State).addNode("agent", inner).addEdge(START, "agent").compile();
    await outer.withConfig({ callbacks }).invoke(EMPTY, { callbacks });
    expect(lines(recorder.take())).toEqual(["analysis agent/model 1: 1"]);
  });

  it("records a graph inside something else, and a graph whose caller is not recorded", async () => {
    const recorder = new TrajectoryRecorder();
    const graph = agentGraph(countingModel());
    const wrapper = RunnableLambda.from((input: typeof EMPTY) => graph.invoke(input));
    await wrapper.invoke(EMPTY, { callbacks: [recorder] });
    expect(lines(recorder.take())).toEqual(["analysis model 1: 1"]);

    const inner = echo().withConfig({ callbacks: [recorder] });
    const outer = new StateGraph(State).addNode("outer", inner).addEdge(START, "outer").compile();
    await outer.invoke(said("hi"));
    expect(lines(recorder.take())).toEqual(["analysis echo 1: hi"]);
  });

  it("ignores what a node started and left behind", async () => {
    const recorder = new TrajectoryRecorder();
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("careless", () => {
        setTimeout(() => void model.invoke("forgotten"), 20);
        return {};
      })
      .addEdge(START, "careless")
      .compile();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    recorder.take();
    await wait(40);
    expect(model.callCount).toBe(1);
    expect(recorder.recordings()).toEqual([]);
  });

  it("waits for nothing when it flushes: records are whole when invoke returns", async () => {
    const recorder = new TrajectoryRecorder();
    expect(recorder.awaitHandlers).toBe(true);
    await expect(recorder.flush()).resolves.toBeUndefined();
  });
});

describe("privacy", () => {
  const SECRET = "sk-PLANTED";

  it("keeps nothing of configuration, context, headers or environment", async () => {
    process.env["PLANTED_API_KEY"] = SECRET;
    const recorder = new TrajectoryRecorder();
    const model = fakeModel().respond(
      new AIMessage({ content: "fine", additional_kwargs: { secret: SECRET } }),
    );
    const graph = new StateGraph(State)
      .addNode("asks", async () => ({
        messages: [
          await model.invoke("go", {
            metadata: { apiKey: SECRET },
            headers: { authorization: SECRET },
            configurable: { token: SECRET },
          } as object),
        ],
      }))
      .addEdge(START, "asks")
      .compile({ checkpointer: new MemorySaver() });
    await graph.invoke(EMPTY, {
      callbacks: [recorder],
      configurable: { thread_id: "t", api_key: SECRET, headers: { authorization: SECRET } },
      context: { apiKey: SECRET },
      metadata: { key: SECRET },
      tags: [SECRET],
    } as object);
    delete process.env["PLANTED_API_KEY"];
    const recording = recorder.take();
    expect(recording.steps).toHaveLength(1);
    expect(JSON.stringify(recording)).not.toContain(SECRET);
  });

  it("redacts every text that is kept: prompts, words, arguments, answers, errors", async () => {
    const redact = (text: string) => text.replaceAll(SECRET, "[redacted]");
    const recorder = new TrajectoryRecorder({ redact, includeIncomplete: true });
    const args = { id: SECRET, deep: [{ key: SECRET }] };
    const model = fakeModel()
      .respond(
        new AIMessage({
          content: SECRET,
          tool_calls: [{ id: "x", name: "lookup", args }],
          invalid_tool_calls: [{ id: "y", name: "lookup", args: SECRET }],
        }),
      )
      .respond(new Error(SECRET));
    const invoked = agentGraph(model).invoke(said(SECRET), { callbacks: [recorder] });
    await expect(invoked).rejects.toThrow();
    const recording = recorder.take();
    expect(JSON.stringify(recording)).not.toContain(SECRET);
    expect(lines(recording)).toEqual([
      "analysis model 1: [redacted]",
      'tool_call model 1: call_1 lookup {"id":"[redacted]","deep":[{"key":"[redacted]"}]}',
      'tool_call model 1: call_2 lookup "[redacted]"',
      "tool_response tools 1: call_1 success found [redacted]",
    ]);
    expect(recording).toMatchObject({ status: "failed", error: "Error: [redacted]" });
  });

  it("gives no recording at all when redact fails, and does not disturb the graph", async () => {
    const redact = () => {
      throw new Error("redact broke");
    };
    const recorder = new TrajectoryRecorder({ redact });
    await echo().invoke(said("hi"), { callbacks: [recorder] });
    expect(() => recorder.recordings()).toThrow("Repair the redact option");
  });
});

describe("toTrajectory", () => {
  const context = { id: "one", task: null, fingerprint: "f", temperature: 0, outcome: null };

  it("adds what the execution cannot know", async () => {
    const recorder = new TrajectoryRecorder();
    const reply = new AIMessage("hi \uD800!");
    const usage_metadata = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
    Object.assign(reply, { usage_metadata, response_metadata: { model_name: "fake-1" } });
    await echo(fakeModel().respond(reply)).invoke(said("hello"), { callbacks: [recorder] });
    const { timing, steps, ...trajectory } = toTrajectory(recorder.take(), context);
    expect(trajectory).toEqual({
      schema: "star.trajectory/1",
      id: "one",
      task: null,
      sample: 0,
      source: { graph: "echo_graph", fingerprint: "f", models: ["fake-1"], temperature: 0 },
      prompt: [{ role: "user", content: "hello" }],
      tools: [],
      usage: { modelCalls: 1, inputTokens: 3, outputTokens: 2 },
      outcome: null,
      status: "completed",
      error: null,
    });
    expect(steps).toMatchObject([{ kind: "analysis", content: "hi \uFFFD!", node: "echo" }]);
    expect(timing?.startMs).toBe(0);
  });

  it("counts time from the beginning, on the first step of a model's turn, without pauses", async () => {
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
    // Node timers may fire a millisecond early.
    expect(starts[0]).toBeGreaterThanOrEqual(19);
  });

  it("marks what is incomplete and refuses what is no trajectory", async () => {
    const recorder = new TrajectoryRecorder();
    await echo().invoke(said("hello"), { callbacks: [recorder] });
    const recording = recorder.take();
    expect(toTrajectory({ ...recording, incomplete: true }, context).incomplete).toBe(true);
    expect(() => toTrajectory(recording, { ...context, sample: -1 })).toThrow(
      "Correct the id, task, sample",
    );
  });
});
