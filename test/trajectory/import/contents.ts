import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import {
  AIMessage,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import { START, StateGraph } from "@langchain/langgraph";
import { addTool, findTool, script } from "../recorder/prebuilt/support.js";
import { State } from "../recorder/support.js";

const PIXEL = "data:image/png;base64,iVBORw0KGgo=";
const usage: object = {
  usage_metadata: { input_tokens: 7, output_tokens: 3, total_tokens: 10 },
};
const cut = { response_metadata: { model_name: "scripted-1", finish_reason: "length" } };

/** Everything that a conversation can contain. */
const CONVERSATION: readonly BaseMessage[] = [
  new SystemMessage({ content: [{ type: "text", text: "Be brief." }] }),
  new HumanMessage({ content: "What is 1 + 2?", name: "ann" }),
  new AIMessage({
    content: "",
    tool_calls: [{ id: "a1", name: "add", args: { a: 1, b: 2 }, type: "tool_call" }],
  }),
  new ToolMessage({ content: "3", tool_call_id: "a1", name: "add", status: "success" }),
  new AIMessage({
    content: "Three. I look for a mistake.",
    tool_calls: [{ id: "f1", name: "find", args: { id: 'ü\n"x"' }, type: "tool_call" }],
    invalid_tool_calls: [{ id: "f2", name: "find", args: '{"id": ', type: "invalid_tool_call" }],
  }),
  new ToolMessage({ content: "no such id", tool_call_id: "f1", name: "find", status: "error" }),
  new ChatMessage({ content: "Only English.", role: "critic" }),
  new HumanMessage({
    content: [
      { type: "text", text: "And what is this?" },
      { type: "image_url", image_url: { url: PIXEL } },
    ],
  }),
];

/** Replies with reasoning, with arguments that are no object, and cut by the token limit. */
const REPLIES: readonly AIMessage[] = [
  new AIMessage({
    content: "A pixel.",
    additional_kwargs: { reasoning_content: "It is small." },
    tool_calls: [{ id: "f3", name: "find", args: [1] as never, type: "tool_call" }],
    response_metadata: { model_name: "scripted-1", finish_reason: "tool_calls" },
    ...usage,
  }),
  new AIMessage({
    content: [
      { type: "reasoning", reasoning: "Shorter." },
      { type: "text", text: "A pix" },
    ],
    ...usage,
    ...cut,
  }),
];

/** A graph whose model is given {@link CONVERSATION}, and then also its own reply. */
export async function talk(callbacks: BaseCallbackHandler[]): Promise<void> {
  const model = script(...REPLIES).bindTools([addTool(), findTool()]);
  const graph = new StateGraph(State)
    .addNode("first", async () => ({ messages: [await model.invoke([...CONVERSATION])] }))
    .addNode("second", async ({ messages }) => ({
      messages: [await model.invoke([...CONVERSATION, ...messages.slice(-1)])],
    }))
    .addEdge(START, "first")
    .addEdge("first", "second")
    .compile({ name: "talk" });
  await graph.invoke({ messages: [] }, { callbacks });
}

/** A model that fails, and one that answers after the failure of another. */
export async function fail(callbacks: BaseCallbackHandler[]): Promise<void> {
  const model = script();
  model.respond(new TypeError("the model is down"));
  const graph = new StateGraph(State)
    .addNode("tries", async () => {
      await model.invoke("a").catch(() => {});
      return { messages: [await script(REPLIES[1]!).invoke("b")] };
    })
    .addNode("fails", async () => ({
      messages: [await script().respond(new RangeError("too long")).invoke("c")],
    }))
    .addEdge(START, "tries")
    .addEdge("tries", "fails")
    .compile({ name: "fail" });
  await graph.invoke({ messages: [] }, { callbacks }).catch(() => {});
}
