import { MemorySaver, START, Send, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, State, ask, echoModel, jittered, lines, recordJittered } from "./support.js";

describe("the order of steps", () => {
  it("follows the order in which branches were sent, not their speed", async () => {
    expect(lines(await recordJittered(jittered(() => 0)))).toEqual([
      "plan planner 1: plan",
      "analysis short#0/think 1: B thinks",
      "analysis short#0/conclude 1: B thinks, ends",
      "analysis long/think 1: A thinks",
      "analysis long/conclude 1: A thinks, ends",
      "analysis short#1/think 1: C thinks",
      "analysis short#1/conclude 1: C thinks, ends",
      "recommend ranker 1: rank",
    ]);
  });

  it("is alphabetical among nodes that edges start together, also after a pause", async () => {
    const model = echoModel();
    const graph = new StateGraph(State)
      .addNode("first", ask(model))
      .addNode("z", ask(model))
      .addNode("a", ask(model))
      .addEdge(START, "first")
      .addEdge("first", "z")
      .addEdge("first", "a")
      .compile({ checkpointer: new MemorySaver() });
    for (const pauses of [false, true]) {
      const recorder = new TrajectoryRecorder();
      const options = { callbacks: [recorder], configurable: { thread_id: `${pauses}` } };
      await graph.invoke(EMPTY, { ...options, interruptAfter: pauses ? ["first"] : [] });
      if (pauses) await graph.invoke(null, options);
      expect(recorder.take().steps.map(({ node }) => node)).toEqual(["first", "a", "z"]);
    }
  });

  it("puts nodes started by edges before those started by Sends", async () => {
    const model = echoModel();
    const send = () => [new Send("b", EMPTY), new Send("a", EMPTY), "z"];
    const graph = new StateGraph(State)
      .addNode("first", ask(model))
      .addNode("a", ask(model))
      .addNode("b", ask(model))
      .addNode("z", ask(model))
      .addEdge(START, "first")
      .addConditionalEdges("first", send, ["a", "b", "z"])
      .compile();
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    expect(recorder.take().steps.map(({ node }) => node)).toEqual(["first", "z", "b", "a"]);
  });
});
