import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { State, agentGraph, timeless } from "./support.js";

const INPUT = { messages: [new HumanMessage("go")] };
const RUN_ID = "44444444-0000-4000-8000-000000000000";

function nested() {
  const blocks = [
    { type: "reasoning", reasoning: "hidden" },
    { type: "text", text: "I look." },
  ];
  const calls = [{ id: "x", name: "lookup", args: { id: "a" } }];
  const model = fakeModel()
    .respond(new AIMessage({ content: blocks, tool_calls: calls }))
    .respond(new AIMessage("done"));
  return new StateGraph(State)
    .addNode("agent", agentGraph(model))
    .addEdge(START, "agent")
    .compile();
}

async function consume(stream: AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>) {
  for await (const _ of await stream);
}

const ways = {
  stream: (options: object) =>
    consume(nested().stream(INPUT, { ...options, streamMode: "messages" })),
  "streamEvents v2": (options: object) =>
    consume(nested().streamEvents(INPUT, { ...options, version: "v2" })),
  "streamEvents v3": async (options: object) => {
    const run = await nested().streamEvents(INPUT, { ...options, version: "v3" });
    await consume(run);
  },
};

describe("a streamed execution", () => {
  it.each(Object.entries(ways))("is recorded like an invoked one: %s", async (_, run) => {
    const recorder = new TrajectoryRecorder();
    const options = { callbacks: [recorder], runId: RUN_ID };
    await nested().invoke(INPUT, options);
    const invoked = recorder.take(RUN_ID);
    expect(invoked.steps[0]).toMatchObject({ content: "I look." });
    await run(options);
    expect(timeless(recorder.take(RUN_ID))).toEqual(timeless(invoked));
    expect(recorder.size).toBe(0);
  });
});
