import { setTimeout as wait } from "node:timers/promises";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, State, agentGraph, ask, countingModel, lines, type FakeModel } from "./support.js";

/** One node, then three parallel ones, of which one can fail. */
function fan(model: FakeModel, third = ask(model, "go", 40)) {
  return new StateGraph(State)
    .addNode("first", ask(model))
    .addNode("quick", ask(model))
    .addNode("slow", async () => {
      await model.invoke("before");
      await wait(40);
      await agentGraph(model).invoke(EMPTY);
      return { messages: [await model.invoke("after")] };
    })
    .addNode("third", third)
    .addEdge(START, "first")
    .addEdge("first", "quick")
    .addEdge("first", "slow")
    .addEdge("first", "third")
    .compile();
}

describe("an execution that ends early", () => {
  it("by an abort keeps finished nodes and ignores late runs", async () => {
    const model = countingModel();
    const recorder = new TrajectoryRecorder();
    const abort = new AbortController();
    const graph = fan(model);
    const stream = await graph.stream(EMPTY, {
      callbacks: [recorder],
      signal: abort.signal,
      streamMode: "updates",
    });
    const aborted = async () => {
      for await (const update of stream) if ("quick" in update) abort.abort();
    };
    await expect(aborted()).rejects.toThrow(/abort/i);
    await wait(10);
    const [before] = recorder.recordings();
    await wait(80);
    expect(recorder.recordings()).toEqual([before]);
    expect(before).toMatchObject({ status: "interrupted", incomplete: true });
    expect(before!.error).toMatch(/abort/i);
    expect(lines(before!)).toEqual(["analysis first 1: 1", "analysis quick 1: 2"]);
  });

  it("by leaving its stream does the same, also when taken at once", async () => {
    const model = countingModel();
    const recorder = new TrajectoryRecorder({ includeIncomplete: true });
    for await (const update of await fan(model).stream(EMPTY, {
      callbacks: [recorder],
      streamMode: "updates",
    })) {
      if ("quick" in update) break;
    }
    const recording = recorder.take();
    expect(recording).toMatchObject({ status: "interrupted", incomplete: true });
    expect(lines(recording)).toEqual([
      "analysis first 1: 1",
      "analysis quick 1: 2",
      "analysis slow 1: 3",
    ]);
    await wait(80);
    expect(recorder.size).toBe(0);
    expect(recorder.recordings()).toEqual([]);
  });

  it("in the middle of a model reply does not wait for it", async () => {
    const model = new FakeListChatModel({ responses: ["too late"], sleep: 40 });
    const graph = new StateGraph(State)
      .addNode("slow", async () => ({ messages: [await model.invoke("go")] }))
      .addEdge(START, "slow")
      .compile();
    const recorder = new TrajectoryRecorder({ includeIncomplete: true });
    const signal = AbortSignal.timeout(10);
    await expect(graph.invoke(EMPTY, { callbacks: [recorder], signal })).rejects.toThrow();
    await wait(80);
    const recording = recorder.take();
    expect(recording).toMatchObject({ steps: [], status: "interrupted", discardedModelCalls: 1 });
  });

  it("by one failing branch keeps finished branches", async () => {
    const model = countingModel();
    const recorder = new TrajectoryRecorder();
    const failing = async () => {
      await wait(10);
      throw new Error("third branch");
    };
    const invoked = fan(model, failing).invoke(EMPTY, { callbacks: [recorder] });
    await expect(invoked).rejects.toThrow("third branch");
    const recording = recorder.take();
    expect(lines(recording)).toEqual(["analysis first 1: 1", "analysis quick 1: 2"]);
    expect(recording).toMatchObject({ status: "failed", error: "Error: third branch" });
    await wait(80);
    expect(recorder.size).toBe(0);
  });

  it("by the recursion limit is truncated, not failed", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("again", ask(model))
      .addEdge(START, "again")
      .addEdge("again", "again")
      .compile();
    const recorder = new TrajectoryRecorder();
    const invoked = graph.invoke(EMPTY, { callbacks: [recorder], recursionLimit: 3 });
    await expect(invoked).rejects.toThrow("Recursion limit");
    const recording = recorder.take();
    expect(recording).toMatchObject({ status: "truncated", incomplete: false });
    expect(recording.error).toContain("Recursion limit of 3");
    expect(recording.steps).toHaveLength(3);
  });

  it("is interrupted when taken before its end, and its later runs are ignored", async () => {
    const model = countingModel();
    const recorder = new TrajectoryRecorder();
    const runId = "33333333-0000-4000-8000-000000000000";
    const running = fan(model).invoke(EMPTY, { callbacks: [recorder], runId });
    await wait(20);
    expect(recorder.take(runId)).toMatchObject({ status: "interrupted", incomplete: true });
    await running;
    expect(recorder.size).toBe(0);
  });
});
