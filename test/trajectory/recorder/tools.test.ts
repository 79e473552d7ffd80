import { setTimeout as wait } from "node:timers/promises";
import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { Command, END, START, StateGraph } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, State, agentGraph, ask, countingModel, lines, lookup } from "./support.js";

const call = (id: string, args: Record<string, unknown> = { id: "a" }, name = "lookup") => ({
  id,
  name,
  args,
});

async function record(graph: ReturnType<typeof agentGraph>, messages = [new HumanMessage("go")]) {
  const recorder = new TrajectoryRecorder();
  await graph.invoke({ messages }, { callbacks: [recorder] });
  return recorder.take();
}

describe("tool calls", () => {
  it("have an answer even if no tool ran: for an unknown name or invalid arguments", async () => {
    const model = fakeModel()
      .respond(
        new AIMessage({
          content: "three things",
          tool_calls: [call("x", { id: 7 }), call("y", {}, "nope"), call("z")],
        }),
      )
      .respond(new AIMessage("done"));
    const recording = await record(agentGraph(model));
    expect(recording.steps.map(({ kind }) => kind).join(" ")).toBe(
      "analysis tool_call tool_call tool_call tool_response tool_response tool_response analysis",
    );
    const [, first, second, third, ...rest] = recording.steps;
    expect(first).toMatchObject({ callId: "call_1", name: "lookup", arguments: { id: 7 } });
    expect(second).toMatchObject({ callId: "call_2", name: "nope", arguments: {} });
    expect(third).toMatchObject({ callId: "call_3", name: "lookup", arguments: { id: "a" } });
    expect(rest).toMatchObject([
      { callId: "call_1", name: "lookup", status: "error" },
      { callId: "call_2", name: "nope", status: "error" },
      { callId: "call_3", name: "lookup", status: "success", content: "found a" },
      { content: "done" },
    ]);
  });

  it("keep invalid JSON as the model's text", async () => {
    const broken = [{ id: "x", name: "lookup", args: '{"id": ', error: "unexpected end" }];
    const model = fakeModel().respond(new AIMessage({ content: "", invalid_tool_calls: broken }));
    expect(lines(await record(agentGraph(model)))).toEqual([
      'tool_call model 1: call_1 lookup "{\\"id\\": "',
    ]);
  });

  it("have the error as the answer of a failed tool", async () => {
    const failing = tool(
      async () => {
        throw new Error("no such user");
      },
      { name: "lookup", description: "Fails.", schema: z.object({ id: z.string() }) },
    );
    const model = fakeModel()
      .respondWithTools([call("x")])
      .respond(new AIMessage("done"));
    const [, , response] = (await record(agentGraph(model, [failing]))).steps;
    expect(response).toMatchObject({ kind: "tool_response", status: "error" });
    expect(JSON.stringify(response)).toContain("no such user");
  });

  it("can share an id between parallel agents", async () => {
    const talk = (id: string) =>
      fakeModel()
        .respondWithTools([call("same", { id })])
        .respond(new AIMessage("done"));
    const graph = new StateGraph(State)
      .addNode("left", agentGraph(talk("a")))
      .addNode("right", agentGraph(talk("b")))
      .addEdge(START, "left")
      .addEdge(START, "right")
      .compile();
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    expect(lines(recorder.take()).filter((line) => line.includes("call_"))).toEqual([
      'tool_call left/model 1: call_1 lookup {"id":"a"}',
      "tool_response left/tools 1: call_1 success found a",
      'tool_call right/model 1: call_2 lookup {"id":"b"}',
      "tool_response right/tools 1: call_2 success found b",
    ]);
  });

  it("are answered by any node that writes the answer, and by the messages of the next model call", async () => {
    const model = fakeModel()
      .respondWithTools([call("x")])
      .respondWithTools([call("y", { id: "b" })])
      .respond(new AIMessage("done"));
    const graph = new StateGraph(State)
      .addNode("all_in_one", async () => {
        const first = await model.invoke([new HumanMessage("go")]);
        const told = new ToolMessage({ content: "by hand", tool_call_id: "x" });
        const second = await model.invoke([new HumanMessage("go"), first, told]);
        const found = await lookup.invoke({ ...call("y", { id: "b" }), type: "tool_call" });
        return { messages: [await model.invoke([second, found])] };
      })
      .addEdge(START, "all_in_one")
      .compile();
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    expect(lines(recorder.take()).filter((line) => line.includes("call_"))).toEqual([
      'tool_call all_in_one 1: call_1 lookup {"id":"a"}',
      "tool_response all_in_one 1: call_1 success by hand",
      'tool_call all_in_one 1: call_2 lookup {"id":"b"}',
      "tool_response all_in_one 1: call_2 success found b",
    ]);
  });

  it("that hand over to another agent end without an error", async () => {
    const transfer = tool(
      async (_, { toolCall }) => {
        const told = new ToolMessage({ content: "over to you", tool_call_id: toolCall.id });
        return new Command({ goto: "second", graph: Command.PARENT, update: { messages: [told] } });
      },
      { name: "transfer", description: "Hands over.", schema: z.object({}) },
    );
    const model = fakeModel()
      .respondWithTools([call("x", {}, "transfer")])
      .respond(new AIMessage("mine now"));
    const graph = new StateGraph(State)
      .addNode("first", agentGraph(model, [transfer]), { ends: ["second"] })
      .addNode("second", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
      .addEdge(START, "first")
      .addEdge("second", END)
      .compile();
    const recorder = new TrajectoryRecorder();
    await graph.invoke({ messages: [new HumanMessage("go")] }, { callbacks: [recorder] });
    const recording = recorder.take();
    expect(lines(recording).slice(1)).toEqual([
      "tool_call first/model 1: call_1 transfer {}",
      "tool_response first/tools 1: call_1 success over to you",
      "analysis second 1: mine now",
    ]);
    expect(recording).toMatchObject({ status: "completed", incomplete: false });
  });

  it("of a prebuilt agent are answered in the order of the calls, although each runs separately", async () => {
    const slowFirst = tool(
      async ({ id }) => {
        await wait(id === "a" ? 20 : 0);
        return `found ${id}`;
      },
      { name: "lookup", description: "Looks up.", schema: z.object({ id: z.string() }) },
    );
    const llm = fakeModel()
      .respondWithTools([call("x", { id: "a" }), call("y", { id: "b" })])
      .respond(new AIMessage("done"));
    const agent = createReactAgent({ llm, tools: [slowFirst], version: "v2" });
    const recorder = new TrajectoryRecorder();
    await agent.invoke({ messages: [new HumanMessage("go")] }, { callbacks: [recorder] });
    expect(lines(recorder.take()).slice(1)).toEqual([
      'tool_call agent 1: call_1 lookup {"id":"a"}',
      'tool_call agent 1: call_2 lookup {"id":"b"}',
      "tool_response tools 1: call_1 success found a",
      "tool_response tools 1: call_2 success found b",
      "analysis agent 1: done",
    ]);
  });

  it("have the steps of a graph inside the tool between call and answer", async () => {
    const inner = countingModel();
    const graph = new StateGraph(State)
      .addNode("think", ask(inner))
      .addEdge(START, "think")
      .compile();
    const nested = tool(
      async ({ id }) => {
        const { messages } = await graph.invoke(EMPTY);
        return `${id}${messages.at(-1)?.text}`;
      },
      { name: "lookup", description: "Asks a graph.", schema: z.object({ id: z.string() }) },
    );
    const model = fakeModel()
      .respondWithTools([call("x")])
      .respond(new AIMessage("done"));
    expect(lines(await record(agentGraph(model, [nested]))).slice(1)).toEqual([
      'tool_call model 1: call_1 lookup {"id":"a"}',
      "analysis tools/think 1: 1",
      "tool_response tools 1: call_1 success a1",
      "analysis model 1: done",
    ]);
  });
});
