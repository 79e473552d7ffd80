import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { Command, MemorySaver } from "@langchain/langgraph";
import {
  createAgent,
  humanInTheLoopMiddleware,
  toolStrategy,
  type AgentMiddleware,
} from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { TrajectoryRecorder } from "../../../../src/entries/recorder.js";
import { lines } from "../support.js";
import {
  QUESTION,
  addTool,
  findTool,
  jittered,
  record,
  say,
  script,
  throughFile,
  toolNames,
  type Pause,
} from "./support.js";

const solo = (pause?: Pause) =>
  createAgent({
    model: script(
      say("two things", ["find", { id: "a" }, "x"], ["add", { a: 1, b: 2 }, "y"]),
      say("", ["find", { id: "b" }, "z"]),
      say("done"),
    ),
    tools: [findTool(pause), addTool(pause)],
    systemPrompt: "Be brief.",
    name: "solo",
  });

describe("createAgent", () => {
  it("is recorded completely: prompt, tools, calls, answers, replies", async () => {
    const recording = await record(solo());
    expect(lines(recording)).toEqual([
      "analysis model_request 1: two things",
      'tool_call model_request 1: call_1 find {"id":"a"}',
      'tool_call model_request 1: call_2 add {"a":1,"b":2}',
      "tool_response tools 1: call_1 success found a",
      "tool_response tools 1: call_2 success 3",
      'tool_call model_request 1: call_3 find {"id":"b"}',
      "tool_response tools 1: call_3 success found b",
      "analysis model_request 1: done",
    ]);
    expect(recording).toMatchObject({ graph: "solo", status: "completed", incomplete: false });
    expect(recording.prompt).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "go" },
    ]);
    expect(toolNames(recording)).toEqual(["find", "add"]);
  });

  it("does not depend on which parallel tool is faster, also after a round trip", async () => {
    expect((await jittered(8, (pause) => record(solo(pause)))).size).toBe(1);
    const [written, read] = await throughFile(await record(solo()));
    expect(read).toEqual(written);
  });

  it("answers the call that represents a structured reply", async () => {
    const agent = createAgent({
      model: script(say("", ["extract-1", { city: "Lisbon" }, "x"])),
      tools: [findTool()],
      responseFormat: toolStrategy(z.object({ city: z.string() })),
    });
    const [call, answer] = (await record(agent)).steps;
    expect(call).toMatchObject({ kind: "tool_call", arguments: { city: "Lisbon" } });
    expect(answer).toMatchObject({ kind: "tool_response", callId: "call_1", status: "success" });
  });

  it("answers a call that a person rejected", async () => {
    // Its types do not know exactOptionalPropertyTypes.
    const review: unknown = humanInTheLoopMiddleware({ interruptOn: { find: true } } as never);
    const agent = createAgent({
      model: script(say("", ["find", { id: "a" }, "x"]), say("pity")),
      tools: [findTool()],
      middleware: [review as AgentMiddleware],
      checkpointer: new MemorySaver(),
    });
    const recorder = new TrajectoryRecorder();
    const options = { callbacks: [recorder], configurable: { thread_id: "1" } };
    await agent.invoke(QUESTION, options);
    const decisions = [{ type: "reject", message: "not that one" }];
    await agent.invoke(new Command({ resume: { decisions } }), options);
    const recording = recorder.take();
    expect(recording).toMatchObject({ status: "completed", incomplete: false });
    expect(lines(recording)).toEqual([
      'tool_call model_request 1: call_1 find {"id":"a"}',
      "tool_response HumanInTheLoopMiddleware.after_model 1: call_1 error not that one",
      "analysis model_request 1: pity",
    ]);
  });

  it("separates its calls from those of an agent inside a tool with the same ids", async () => {
    const inner = createAgent({
      model: script(say("", ["find", { id: "in" }, "1"]), say("inner done")),
      tools: [findTool()],
    });
    const delegate = tool(
      async () => (await inner.invoke({ messages: [new HumanMessage("q")] })).messages.at(-1)!.text,
      { name: "delegate", description: "Asks another agent.", schema: z.object({}) },
    );
    const outer = createAgent({
      model: script(
        say("", ["delegate", {}, "1"]),
        say("", ["find", { id: "out" }, "1"]),
        say("end"),
      ),
      tools: [delegate, findTool()],
    });
    expect(lines(await record(outer))).toEqual([
      "tool_call model_request 1: call_1 delegate {}",
      'tool_call tools/model_request 1: call_2 find {"id":"in"}',
      "tool_response tools/tools 1: call_2 success found in",
      "analysis tools/model_request 1: inner done",
      "tool_response tools 1: call_1 success inner done",
      'tool_call model_request 1: call_3 find {"id":"out"}',
      "tool_response tools 1: call_3 success found out",
      "analysis model_request 1: end",
    ]);
  });
});
