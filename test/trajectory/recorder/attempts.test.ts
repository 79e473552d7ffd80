import { MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { InMemoryCache } from "@langchain/langgraph-checkpoint";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, RETRY, State, ask, countingModel, flaky, lines } from "./support.js";

describe("retries", () => {
  it("keep the last successful attempt, at the position of the first", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("first", flaky(model, 2), { retryPolicy: RETRY })
      .addNode("second", ask(model))
      .addEdge(START, "first")
      .addEdge(START, "second")
      .compile();
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    const recording = recorder.take();
    // Replies 1, 3 and 4 went to the three attempts, reply 2 to the parallel node.
    expect(lines(recording)).toEqual(["analysis first 1: 4", "analysis second 1: 2"]);
    expect(recording).toMatchObject({
      status: "completed",
      incomplete: false,
      discardedModelCalls: 2,
      usage: { modelCalls: 4 },
    });
  });

  it.each([undefined, new MemorySaver()])(
    "of a subgraph replace all of its steps (%#)",
    async (saver) => {
      const model = countingModel();
      const inner = new StateGraph(State)
        .addNode("think", ask(model))
        .addNode("flaky", flaky(model, 1))
        .addEdge(START, "think")
        .addEdge("think", "flaky")
        .compile();
      const graph = new StateGraph(State)
        .addNode("agent", inner, { retryPolicy: RETRY })
        .addEdge(START, "agent")
        .compile(saver === undefined ? {} : { checkpointer: saver });
      const recorder = new TrajectoryRecorder();
      await graph.invoke(EMPTY, { callbacks: [recorder], configurable: { thread_id: "t" } });
      const recording = recorder.take();
      expect(lines(recording)).toEqual(["analysis agent/think 1: 3", "analysis agent/flaky 1: 4"]);
      expect(recording.incomplete).toBe(false);
    },
  );

  it("that all fail end the execution, and are included on request", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("plan", ask(model))
      .addNode("flaky", flaky(model, 9), { retryPolicy: RETRY })
      .addEdge(START, "plan")
      .addEdge("plan", "flaky")
      .compile();
    const [recorder, thorough] = [
      new TrajectoryRecorder(),
      new TrajectoryRecorder({ includeIncomplete: true }),
    ];
    const invoked = graph.invoke(EMPTY, { callbacks: [recorder, thorough] });
    await expect(invoked).rejects.toThrow("flaky node");
    const recording = recorder.take();
    expect(lines(recording)).toEqual(["analysis plan 1: 1"]);
    expect(recording).toMatchObject({
      status: "failed",
      error: "Error: flaky node",
      incomplete: true,
    });
    expect(lines(thorough.take())).toEqual(["analysis plan 1: 1", "analysis flaky 1: 4"]);
  });
});

describe("replies sent back for repair", () => {
  it("are replaced by the repaired one", async () => {
    const model = countingModel();
    const attempt = (number: number) => model.invoke("go", { metadata: { star_attempt: number } });
    const graph = new StateGraph(State)
      .addNode("planner", async () => {
        const replies = [await attempt(1), await attempt(2), await attempt(1)];
        return { messages: replies };
      })
      .addEdge(START, "planner")
      .compile();
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    expect(lines(recorder.take())).toEqual(["analysis planner 1: 2", "analysis planner 1: 3"]);
  });
});

describe("error handlers", () => {
  it("represent the failed node", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("risky", flaky(model, 1), { errorHandler: ask(model) })
      .addEdge(START, "risky")
      .compile();
    const recorder = new TrajectoryRecorder({ includeIncomplete: true });
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    const recording = recorder.take();
    expect(lines(recording)).toEqual(["analysis __error_handler__risky 1: 2"]);
    expect(recording).toMatchObject({ status: "completed", incomplete: false });
  });
});

describe("cached nodes", () => {
  it("make the recording incomplete", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("cached", ask(model), { cachePolicy: { ttl: 60 } })
      .addNode("after", ask(model))
      .addEdge(START, "cached")
      .addEdge("cached", "after")
      .compile({ cache: new InMemoryCache() });
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    expect(recorder.take()).toMatchObject({ status: "completed", incomplete: false });
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    const recording = recorder.take();
    expect(lines(recording)).toEqual(["analysis after 1: 3"]);
    expect(recording).toMatchObject({ status: "completed", incomplete: true });
  });
});
