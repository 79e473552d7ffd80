import { describe, expect, it } from "vitest";
import { readConversation } from "../../../../src/trajectory/import/exported/read-conversation.js";
import { createMessageReader } from "../../../../src/trajectory/recorder/message-reader.js";

const call = { id: "c1", name: "find", args: { id: "a" }, type: "tool_call" };
const asOpenAi = {
  id: "c1",
  type: "function",
  function: { name: "find", arguments: '{"id":"a"}' },
};

const constructed = (name: string, kwargs: object) => ({
  lc: 1,
  type: "constructor",
  id: ["langchain", "schema", "messages", name],
  kwargs,
});

const read = (list: unknown) => {
  const { messages, missing } = readConversation(list);
  const { read: copy } = createMessageReader((text) => text);
  return { messages: messages.map((message) => copy(message)), missing };
};

const ASKING = {
  role: "assistant",
  content: "",
  reasoning: "Hm.",
  calls: [{ id: "c1", name: "find", arguments: { id: "a" } }],
};
const reasoning = { reasoning_content: "Hm." };

describe("readConversation", () => {
  it.each([
    [
      "LangChain's constructor",
      constructed("AIMessage", { content: "", tool_calls: [call], additional_kwargs: reasoning }),
    ],
    [
      "a chunk",
      constructed("AIMessageChunk", {
        content: "",
        tool_calls: [call],
        additional_kwargs: reasoning,
      }),
    ],
    [
      "a dump",
      { type: "ai", content: "", tool_calls: [call], additional_kwargs: reasoning, name: null },
    ],
    [
      "a class name",
      { type: "AIMessage", content: null, tool_calls: [call], additional_kwargs: reasoning },
    ],
    [
      "a stored message",
      { type: "ai", data: { content: "", tool_calls: [call], additional_kwargs: reasoning } },
    ],
    ["OpenAI's format", { role: "assistant", content: null, tool_calls: [asOpenAi], ...reasoning }],
    [
      "OpenAI's format without content",
      { role: "assistant", tool_calls: [asOpenAi], ...reasoning },
    ],
    [
      "calls in additional_kwargs alone",
      {
        type: "ai",
        content: "",
        tool_calls: [],
        invalid_tool_calls: [],
        additional_kwargs: { tool_calls: [asOpenAi], ...reasoning },
      },
    ],
  ])("reads a reply in %s", (_, message) => {
    expect(read([[message]])).toEqual({ messages: [ASKING], missing: [] });
    expect(read(JSON.stringify([message]))).toEqual({ messages: [ASKING], missing: [] });
  });

  it("reads every role and every block as it is", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } };
    const list = [
      { role: "developer", content: "Be brief." },
      { role: "user", content: ["Look:", image], name: "ann" },
      { role: "critic", content: "Hm." },
      constructed("ChatMessage", { content: "No.", role: "user" }),
      constructed("ToolMessage", {
        content: "3",
        tool_call_id: "c1",
        name: "add",
        status: "error",
      }),
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "So." },
          { type: "text", text: "Yes." },
        ],
      },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "t1", name: "add", input: { a: 1 } }],
      },
      { role: "assistant", content: null, function_call: { name: "add", arguments: "[1]" } },
    ];
    const { messages, missing } = read(list);
    expect(missing).toEqual([]);
    expect(messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Look:" }, image], name: "ann" },
      { role: "other", content: "Hm.", name: "critic" },
      { role: "user", content: "No." },
      { role: "tool", content: "3", callId: "c1", name: "add", status: "error" },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "So." },
          { type: "text", text: "Yes." },
        ],
        reasoning: "So.",
      },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "t1", name: "add", input: { a: 1 } }],
        calls: [{ id: "t1", name: "add", arguments: { a: 1 } }],
      },
      {
        role: "assistant",
        content: "",
        calls: [{ id: "", name: "add", arguments: [1], invalid: true }],
      },
    ]);
  });

  it("keeps arguments that are no object, and text that is no JSON", () => {
    const calls = (...args: unknown[]) => ({
      role: "assistant",
      content: "",
      tool_calls: args.map((written) => ({ id: "c", function: { name: "f", arguments: written } })),
    });
    const [message] = read([calls("null", '"x"', '{"a": ', "")]).messages;
    expect(message?.calls).toEqual([
      { id: "c", name: "f", arguments: null, invalid: true },
      { id: "c", name: "f", arguments: "x", invalid: true },
      { id: "c", name: "f", arguments: {} },
      { id: "c", name: "f", arguments: '{"a": ', invalid: true },
    ]);
  });

  it("says what a list lacks", () => {
    const missingOf = (list: unknown) => read(list).missing;
    expect(missingOf([{ role: "user", content: "a" }, { type: "not a message" }])).toEqual([
      "prompt",
    ]);
    expect(
      missingOf([{ lc: 1, type: "not_implemented", id: ["x", "Own"], repr: "Own()" }]),
    ).toEqual(["prompt"]);
    expect(missingOf("hello")).toEqual(["prompt"]);
    expect(missingOf([{ role: "tool", content: "3" }])).toEqual(["answers"]);
    // OpenAI's format cannot say whether a tool failed, LangChain's leaves out success.
    expect(missingOf([{ role: "tool", content: "3", tool_call_id: "c1" }])).toEqual(["answers"]);
    expect(missingOf([{ type: "tool", content: "3", tool_call_id: "c1" }])).toEqual([]);
  });
});
