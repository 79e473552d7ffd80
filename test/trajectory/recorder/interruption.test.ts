import { HumanMessage } from "@langchain/core/messages";
import {
  Command,
  INTERRUPT,
  MemorySaver,
  START,
  StateGraph,
  interrupt,
  isInterrupted,
} from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, State, ask, countingModel, flaky, lines, type FakeModel } from "./support.js";

const THREAD = { configurable: { thread_id: "thread" } };

/** A node that calls a model, interrupts for a person, then calls the model again. */
function consult(model: FakeModel) {
  return async () => {
    const draft = await model.invoke("draft");
    const answer: string = interrupt("Is this right?");
    return { messages: [draft, await model.invoke(answer)] };
  };
}

describe("an interrupt and its resumption", () => {
  it("are one recording without the replayed calls", async () => {
    const model = countingModel();
    const inner = new StateGraph(State)
      .addNode("think", ask(model))
      .addNode("consult", consult(model))
      .addEdge(START, "think")
      .addEdge("think", "consult")
      .compile();
    const graph = new StateGraph(State)
      .addNode("asker", inner)
      .addNode("beside", ask(model))
      .addNode("last", ask(model))
      .addEdge(START, "asker")
      .addEdge(START, "beside")
      .addEdge(["asker", "beside"], "last")
      .compile({ checkpointer: new MemorySaver() });
    const recorder = new TrajectoryRecorder();
    const options = { ...THREAD, callbacks: [recorder] };

    await graph.invoke(EMPTY, { ...options, runId: "11111111-0000-4000-8000-000000000000" });
    expect(recorder.recordings()).toMatchObject([
      { status: "interrupted", error: "The graph waits to be resumed.", incomplete: true },
    ]);
    expect(lines(recorder.recordings()[0]!)).toEqual(["analysis beside 1: 1"]);

    const resumed = "22222222-0000-4000-8000-000000000000";
    await graph.invoke(new Command({ resume: "yes" }), { ...options, runId: resumed });
    const recording = recorder.take(resumed);
    // 1 beside, 2 think, 3 draft (replayed as 4), 5 the rest of consult, 6 last.
    expect(lines(recording)).toEqual([
      "analysis asker/think 1: 2",
      "analysis asker/consult 1: 4",
      "analysis asker/consult 1: 5",
      "analysis beside 1: 1",
      "analysis last 1: 6",
    ]);
    expect(recording).toMatchObject({
      rootId: "11111111-0000-4000-8000-000000000000",
      rootIds: ["11111111-0000-4000-8000-000000000000", resumed],
      threadId: "thread",
      status: "completed",
      incomplete: false,
      discardedModelCalls: 1,
    });
    expect(recorder.size).toBe(0);
  });

  it("can occur repeatedly, in nested graphs and in parallel branches", async () => {
    const model = countingModel();
    const inner = new StateGraph(State)
      .addNode("think", ask(model))
      .addNode("consult", consult(model))
      .addNode("again", consult(model))
      .addEdge(START, "think")
      .addEdge("think", "consult")
      .addEdge("consult", "again")
      .compile();
    const middle = new StateGraph(State).addNode("inner", inner).addEdge(START, "inner").compile();
    const graph = new StateGraph(State)
      .addNode("middle", middle)
      .addNode("beside", consult(model))
      .addEdge(START, "middle")
      .addEdge(START, "beside")
      .compile({ checkpointer: new MemorySaver() });
    const recorder = new TrajectoryRecorder();
    const options = { ...THREAD, callbacks: [recorder] };
    let output: unknown = await graph.invoke(EMPTY, options);
    while (isInterrupted(output)) {
      const [{ id }] = output[INTERRUPT] as [{ id: string }];
      output = await graph.invoke(new Command({ resume: { [id]: "yes" } }), options);
    }
    const recording = recorder.take();
    expect(lines(recording).map((line) => line.replace(/: .*/, ""))).toEqual([
      "analysis beside 1",
      "analysis beside 1",
      "analysis middle/inner/think 1",
      "analysis middle/inner/consult 1",
      "analysis middle/inner/consult 1",
      "analysis middle/inner/again 1",
      "analysis middle/inner/again 1",
    ]);
    expect(recording).toMatchObject({ status: "completed", incomplete: false });
    expect(recording.rootIds).toHaveLength(4);
  });

  it("are distinguished from the next turn of the same thread", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("answer", ask(model))
      .addEdge(START, "answer")
      .compile({ checkpointer: new MemorySaver() });
    const recorder = new TrajectoryRecorder();
    for (const text of ["first", "second"]) {
      const messages = [new HumanMessage(text)];
      await graph.invoke({ messages }, { ...THREAD, callbacks: [recorder] });
    }
    expect(recorder.recordings().map(lines)).toEqual([
      ["analysis answer 1: 1"],
      ["analysis answer 1: 2"],
    ]);
    expect(recorder.recordings().map(({ incomplete }) => incomplete)).toEqual([false, false]);
  });

  it("include breakpoints and retried failures", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("first", ask(model))
      .addNode("flaky", flaky(model, 1))
      .addEdge(START, "first")
      .addEdge("first", "flaky")
      .compile({ checkpointer: new MemorySaver(), interruptBefore: ["flaky"] });
    const recorder = new TrajectoryRecorder();
    const options = { ...THREAD, callbacks: [recorder] };
    await graph.invoke(EMPTY, options);
    expect(recorder.recordings()).toMatchObject([{ status: "interrupted", incomplete: false }]);
    await expect(graph.invoke(null, options)).rejects.toThrow("flaky node");
    expect(recorder.recordings()).toMatchObject([{ status: "failed", incomplete: true }]);
    await graph.invoke(null, options);
    const recording = recorder.take();
    expect(lines(recording)).toEqual(["analysis first 1: 1", "analysis flaky 1: 3"]);
    expect(recording).toMatchObject({ status: "completed", incomplete: false });
  });

  it("are distinguished from a replay of an earlier checkpoint", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("first", ask(model))
      .addNode("second", ask(model))
      .addEdge(START, "first")
      .addEdge("first", "second")
      .compile({ checkpointer: new MemorySaver() });
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { ...THREAD, callbacks: [recorder] });
    const history = graph.getStateHistory(THREAD);
    for await (const { next, config } of history) {
      if (next[0] === "second") await graph.invoke(null, { ...config, callbacks: [recorder] });
    }
    const [original, replay] = recorder.recordings();
    expect(lines(original!)).toEqual(["analysis first 1: 1", "analysis second 1: 2"]);
    expect(lines(replay!)).toEqual(["analysis second 1: 3"]);
    expect([original!.incomplete, replay!.incomplete]).toEqual([false, true]);
  });

  it("that return to an earlier checkpoint have only their own steps", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("first", ask(model))
      .addNode("second", ask(model))
      .addNode("third", ask(model))
      .addNode("last", ask(model))
      .addEdge(START, "first")
      .addEdge("first", "second")
      .addEdge("second", "third")
      .addEdge("third", "last")
      .compile({ checkpointer: new MemorySaver() });
    const recorder = new TrajectoryRecorder();
    const callbacks = [recorder];
    await graph.invoke(EMPTY, { ...THREAD, callbacks, interruptBefore: ["last"] });
    for await (const { next, config } of graph.getStateHistory(THREAD)) {
      if (next[0] === "second") await graph.invoke(null, { ...config, callbacks });
    }
    const recording = recorder.take();
    expect(recording).toMatchObject({ status: "completed", incomplete: true });
    expect(lines(recording)).toEqual([
      "analysis second 1: 4",
      "analysis third 1: 5",
      "analysis last 1: 6",
    ]);
  });

  it("do not affect an abandoned earlier execution of the thread", async () => {
    const model = countingModel();
    const inner = new StateGraph(State)
      .addNode("consult", consult(model))
      .addEdge(START, "consult")
      .compile();
    const graph = new StateGraph(State)
      .addNode("asker", inner)
      .addEdge(START, "asker")
      .compile({ checkpointer: new MemorySaver() });
    const recorder = new TrajectoryRecorder();
    const options = { ...THREAD, callbacks: [recorder] };
    await graph.invoke(EMPTY, options);
    await graph.invoke(EMPTY, options);
    await graph.invoke(new Command({ resume: "yes" }), options);
    expect(recorder.recordings().map(({ status, rootIds }) => [status, rootIds.length])).toEqual([
      ["interrupted", 1],
      ["completed", 2],
    ]);
  });

  it("are incomplete if the first part was already taken", async () => {
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("consult", consult(model))
      .addEdge(START, "consult")
      .compile({ checkpointer: new MemorySaver() });
    const recorder = new TrajectoryRecorder({ includeIncomplete: true });
    await graph.invoke(EMPTY, { ...THREAD, callbacks: [recorder] });
    expect(lines(recorder.take())).toEqual(["analysis consult 1: 1"]);
    await graph.invoke(new Command({ resume: "yes" }), { ...THREAD, callbacks: [recorder] });
    expect(recorder.take()).toMatchObject({ status: "completed", incomplete: true });
  });
});
