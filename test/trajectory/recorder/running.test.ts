import { AIMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { Command, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { ask, countingModel, EMPTY, State } from "./support.js";

/** A point at which a graph waits for the test. */
function createGate() {
  let open = () => {};
  let reach = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return { reached, open: () => open(), pass: () => (reach(), opened) };
}

describe("running", () => {
  it("says which agents are at work, and the last call, until the execution ends", async () => {
    const [inTool, inLast] = [createGate(), createGate()];
    const model = countingModel();
    const search = tool(
      async () => {
        await inTool.pass();
        return "found";
      },
      { name: "search", description: "Searches.", schema: z.object({}) },
    );
    const agent = new StateGraph(State)
      .addNode("think", ask(model))
      .addNode("act", async () => {
        await search.invoke({});
        return { messages: [] };
      })
      .addEdge(START, "think")
      .addEdge("think", "act")
      .compile();
    const graph = new StateGraph(State)
      .addNode("researcher", agent)
      .addNode("last", async () => {
        await inLast.pass();
        return { messages: [new AIMessage("end")] };
      })
      .addEdge(START, "researcher")
      .addEdge("researcher", "last")
      .compile({ name: "team" });
    const recorder = new TrajectoryRecorder();
    const runId = "11111111-0000-4000-8000-000000000000";
    const started = Date.now();
    const ended = graph.invoke(EMPTY, { callbacks: [recorder], runId });

    await inTool.reached;
    const [first, ...others] = recorder.running();
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      runId,
      graph: "team",
      agents: ["researcher"],
      lastCall: { kind: "tool", name: "search", agent: "researcher", isRunning: true },
      modelCalls: 1,
      toolCalls: 1,
      isWaiting: false,
    });
    expect(first?.startedAt).toBeGreaterThanOrEqual(started);
    expect(first?.lastCall?.startedAt).toBeGreaterThanOrEqual(first?.startedAt ?? Infinity);
    expect(recorder.running("other")).toEqual([]);
    expect(recorder.running(runId)).toHaveLength(1);

    inTool.open();
    await inLast.reached;
    expect(recorder.running()).toMatchObject([
      { agents: ["last"], lastCall: { name: "search", isRunning: false } },
    ]);
    inLast.open();
    await ended;
    expect(recorder.running()).toEqual([]);
    expect(recorder.take(runId).status).toBe("completed");
  });

  it("names all agents that are at work at the same time", async () => {
    const gates = { one: createGate(), other: createGate() };
    const node = (gate: ReturnType<typeof createGate>) => async () => {
      await gate.pass();
      return { messages: [] };
    };
    const graph = new StateGraph(State)
      .addNode("one", node(gates.one))
      .addNode("other", node(gates.other))
      .addEdge(START, "one")
      .addEdge(START, "other")
      .compile();
    const recorder = new TrajectoryRecorder();
    const ended = graph.invoke(EMPTY, { callbacks: [recorder] });
    await Promise.all([gates.one.reached, gates.other.reached]);
    expect(recorder.running()[0]?.agents.toSorted()).toEqual(["one", "other"]);
    expect(recorder.running()[0]?.lastCall).toBeUndefined();
    gates.one.open();
    await expect.poll(() => recorder.running()[0]?.agents).toEqual(["other"]);
    gates.other.open();
    await ended;
  });

  it("includes an interrupted execution until it was resumed and ends", async () => {
    const graph = new StateGraph(State)
      .addNode("ask", async () => {
        interrupt("Is this right?");
        return { messages: [] };
      })
      .addEdge(START, "ask")
      .compile({ checkpointer: new MemorySaver() });
    const recorder = new TrajectoryRecorder();
    const options = { configurable: { thread_id: "t" }, callbacks: [recorder] };
    await graph.invoke(EMPTY, options);
    expect(recorder.running()).toMatchObject([{ isWaiting: true, agents: [], threadId: "t" }]);
    await graph.invoke(new Command({ resume: "yes" }), options);
    expect(recorder.running()).toEqual([]);
  });
});
