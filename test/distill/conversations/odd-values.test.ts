import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { expect, it } from "vitest";
import { z } from "zod";
import { listModelCalls } from "../../../src/entries/recorder.js";
import { ask, record, rowsOf, say } from "./support.js";

interface Given {
  readonly reply: AIMessage;
  readonly question?: HumanMessage;
  readonly result?: () => unknown;
  readonly node?: () => object;
}

/** Records a model with one tool that accepts and returns anything. */
function recordOdd({ reply, question, result = () => null, node }: Given) {
  const any = tool(async () => ["fine", result()], {
    name: "any",
    description: "Any.",
    schema: z.any(),
    responseFormat: "content_and_artifact",
  });
  const model = fakeModel().respond(reply).respond(new AIMessage("done"));
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addNode("tools", node ?? new ToolNode([any]))
    .addEdge(START, "model")
    .addConditionalEdges(
      "model",
      ({ messages }) => ((messages.at(-1) as AIMessage).tool_calls?.length ? "tools" : END),
      ["tools", END],
    )
    .addEdge("tools", "model")
    .compile();
  const input = question === undefined ? ask("go") : { messages: [question] };
  return record((options) => graph.invoke(input, options));
}

function withGetter<Value extends object>(value: Value, key: string): Value {
  return Object.defineProperty(value, key, {
    enumerable: true,
    get() {
      throw new Error("unreadable");
    },
  });
}

function circle(): object {
  const value: Record<string, unknown> = {};
  // Two ways around: a copy that only stops at a depth would never end.
  return Object.assign(value, { one: value, two: value });
}

const answered = { status: "completed" };

it("arguments that JSON cannot represent are kept as text, or null", async () => {
  const args = { n: 10n, day: new Date(0), bytes: new Uint8Array([1, 2]), inf: Infinity };
  const trajectory = await recordOdd({
    reply: say("", ["any", { ...args, self: circle() }, "1"]),
  });
  expect(listModelCalls(trajectory)[0]?.output?.calls?.[0]?.arguments).toEqual({
    n: "10",
    day: "1970-01-01T00:00:00.000Z",
    bytes: "AQI=",
    inf: null,
    self: { one: null, two: null },
  });
});

it.each([
  ["contains itself", circle],
  ["cannot be read", () => withGetter({ a: 1 }, "b")],
  ["is a BigInt", () => 1n],
  ["is bytes", () => new Uint8Array(9)],
])("an artifact that %s does not lose the recording", async (_, result) => {
  const trajectory = await recordOdd({ reply: say("", ["any", {}, "1"]), result });
  expect(trajectory).toMatchObject(answered);
  expect(trajectory.steps.map(({ kind }) => kind)).toEqual([
    "tool_call",
    "tool_response",
    "analysis",
  ]);
});

it("content blocks are kept, and a member that cannot be read is left out", async () => {
  const blocks = [
    { type: "text", text: "see" },
    { type: "image", data: new Uint8Array([255]), at: 1n },
    withGetter({ type: "custom" }, "reasoning"),
  ];
  const question = new HumanMessage({ content: blocks as never });
  const trajectory = await recordOdd({ reply: new AIMessage("I see."), question });
  expect(listModelCalls(trajectory)[0]?.input[0]?.content).toEqual([
    { type: "text", text: "see" },
    { type: "image", data: "/w==", at: "1" },
    { type: "custom" },
  ]);
  expect(rowsOf(trajectory)).toEqual({ verdicts: ["content_blocks"], rows: [] });
});

it("a reply with members that cannot be read is recorded", async () => {
  const reply = new AIMessage({
    content: [{ type: "text", text: "hi" }, withGetter({ type: "custom" }, "thinking")] as never,
  });
  withGetter(reply.additional_kwargs, "reasoning_content");
  const [call] = listModelCalls(await recordOdd({ reply }));
  expect(call?.output?.content).toEqual([{ type: "text", text: "hi" }, { type: "custom" }]);
});

it("the answer is found in a node's output with members that cannot be read", async () => {
  const node = () => ({
    messages: [
      new ToolMessage({ content: "fine", tool_call_id: "1", artifact: withGetter({}, "a") }),
    ],
    other: { inner: withGetter({}, "lazy") },
  });
  const trajectory = await recordOdd({ reply: say("", ["any", {}, "1"]), node });
  expect(trajectory.steps[1]).toMatchObject({ kind: "tool_response", content: "fine" });
});

it("a tool without a JSON schema makes the offered tools unknown", async () => {
  const when = tool(async () => "now", {
    name: "when",
    description: "When.",
    schema: z.object({ day: z.date() }),
  });
  const model = fakeModel()
    .respond(say("", ["when", { day: "1" }, "1"]))
    .withConfig({ tools: [when] } as object);
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addEdge(START, "model")
    .compile();
  const trajectory = await record((options) => graph.invoke(ask("go"), options));
  expect(trajectory).toMatchObject({ ...answered, tools: [], missing: ["tools", "usage"] });
  expect(listModelCalls(trajectory)[0]?.tools).toBeNull();
});
