import { HumanMessage } from "@langchain/core/messages";
import { END, MemorySaver, START, Send, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { createRandom, randomInteger } from "../../../src/random.js";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, State, ask, echoModel, lines, timeless } from "./support.js";

/** A plan, three agents with two model calls of random duration each, and a recommendation. */
function jittered(pause: () => number) {
  const model = echoModel();
  const agent = () =>
    new StateGraph(State)
      .addNode("think", async ({ messages }) =>
        ask(model, `${messages[0]!.text} thinks`, pause())(),
      )
      .addNode("conclude", async ({ messages }) =>
        ask(model, `${messages[1]!.text}, ends`, pause())(),
      )
      .addEdge(START, "think")
      .addEdge("think", "conclude")
      .addEdge("conclude", END)
      .compile();
  const send = (node: string, text: string) =>
    new Send(node, { messages: [new HumanMessage(text)] });
  return new StateGraph(State)
    .addNode("planner", ask(model, "plan"), { metadata: { star_step: "plan" } })
    .addNode("long", agent())
    .addNode("short", agent())
    .addNode("ranker", ask(model, "rank"), { metadata: { star_step: "recommend" } })
    .addEdge(START, "planner")
    .addConditionalEdges(
      "planner",
      () => [send("short", "B"), send("long", "A"), send("short", "C")],
      ["long", "short"],
    )
    .addEdge(["long", "short"], "ranker")
    .addEdge("ranker", END)
    .compile({ name: "jittered" });
}

async function record(graph: ReturnType<typeof jittered>) {
  const recorder = new TrajectoryRecorder();
  await graph.invoke(EMPTY, { callbacks: [recorder] });
  return recorder.take();
}

describe("the order of steps", () => {
  it("follows the order in which branches were sent, not their speed", async () => {
    expect(lines(await record(jittered(() => 0)))).toEqual([
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

  it("is the same in twenty runs with racing branches", async () => {
    const random = createRandom("jitter");
    const graph = jittered(() => randomInteger(random, 8));
    const recordings = await Promise.all(Array.from({ length: 20 }, () => record(graph)));
    const texts = recordings.map((recording) => JSON.stringify(timeless(recording)));
    expect(new Set(texts).size).toBe(1);
  });
});
