import {
  AIMessage,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { describe, expect, it, vi } from "vitest";
import { createMessageReader } from "../../../src/trajectory/recorder/message-reader.js";

const { read } = createMessageReader((text) => text);

describe("a message reader", () => {
  it.each([
    [new SystemMessage("s"), { role: "system", content: "s" }],
    [new HumanMessage({ content: "u", name: "Ada" }), { role: "user", content: "u", name: "Ada" }],
    [new AIMessage("a"), { role: "assistant", content: "a" }],
    [new ChatMessage("d", "developer"), { role: "system", content: "d" }],
    [new ChatMessage("c", "critic"), { role: "other", content: "c", name: "critic" }],
    [
      new ToolMessage({ content: "t", tool_call_id: "1", name: "find" }),
      { role: "tool", content: "t", name: "find", callId: "1" },
    ],
    [
      new ToolMessage({ content: "t", tool_call_id: "1", status: "error" }),
      { role: "tool", content: "t", callId: "1", status: "error" },
    ],
  ])("copies %o", (message, expected) => expect(read(message)).toEqual(expected));

  it.each([
    [[], ""],
    [null, ""],
    [undefined, ""],
    [{ a: 1 }, '{"a":1}'],
    [
      ["text", { type: "text", text: "t" }],
      [
        { type: "text", text: "text" },
        { type: "text", text: "t" },
      ],
    ],
  ])("copies the content %j", (content, expected) => {
    const message = new HumanMessage("");
    message.content = content as never;
    expect(read(message).content).toEqual(expected);
  });

  it("lists valid calls before broken ones, and marks arguments that are not an object", () => {
    const message = new AIMessage({
      content: "",
      tool_calls: [
        { id: "1", name: "find", args: { id: "a" } },
        { id: "2", name: "find", args: [1] as never },
      ],
      invalid_tool_calls: [
        { id: "3", name: "find", args: "{", error: "cut", type: "invalid_tool_call" },
      ],
    });
    expect(read(message).calls).toEqual([
      { id: "1", name: "find", arguments: { id: "a" } },
      { id: "2", name: "find", arguments: [1], invalid: true },
      { id: "3", name: "find", arguments: "{", invalid: true },
    ]);
  });

  it.each([
    ["reasoning_content", { additional_kwargs: { reasoning_content: "r" }, content: "a" }, "r"],
    ["reasoning", { additional_kwargs: { reasoning: "r" }, content: "a" }, "r"],
    [
      "summaries",
      {
        additional_kwargs: { reasoning: { summary: [{ text: "r" }, { text: "s" }] } },
        content: "a",
      },
      "r\ns",
    ],
    [
      "blocks",
      {
        content: [
          { type: "thinking", thinking: "r" },
          { type: "reasoning", reasoning: "s" },
        ],
      },
      "r\ns",
    ],
    ["no text", { additional_kwargs: { reasoning: { summary: [7] } }, content: "a" }, undefined],
  ])("reads reasoning from %s", (_, fields, expected) =>
    expect(read(new AIMessage(fields as never)).reasoning).toBe(expected),
  );

  it("redacts texts, but neither names nor ids", () => {
    const { read: hide } = createMessageReader((text) => text.replaceAll("a", "*"));
    const reply = new AIMessage({
      content: "banana",
      additional_kwargs: { reasoning_content: "aha" },
      tool_calls: [{ id: "a1", name: "map", args: { a: "a" } }],
    });
    expect(hide(reply)).toEqual({
      role: "assistant",
      content: "b*n*n*",
      reasoning: "*h*",
      calls: [{ id: "a1", name: "map", arguments: { a: "*" } }],
    });
    const answer = new ToolMessage({ content: "a", tool_call_id: "a1", name: "map" });
    expect(hide(answer)).toEqual({ role: "tool", content: "*", name: "map", callId: "a1" });
  });

  it("returns the same record for a message until it is changed in place", () => {
    const redact = vi.fn((text: string) => text);
    const { read: readOnce } = createMessageReader(redact);
    const [question, reply] = [new HumanMessage("q"), new AIMessage("a")];
    const before = [readOnce(question), readOnce(reply)];
    expect(
      [readOnce(question), readOnce(reply)].map((record, at) => record === before[at]),
    ).toEqual([true, true]);
    question.content = "other";
    reply.tool_calls = [{ id: "1", name: "find", args: {} }];
    expect(readOnce(question)).toEqual({ role: "user", content: "other" });
    expect(readOnce(reply).calls).toHaveLength(1);
    expect(before[0]).toEqual({ role: "user", content: "q" });
  });

  it("replaces lone surrogates, which UTF-8 cannot encode", () => {
    const message = new ToolMessage({ content: "\ud800", tool_call_id: "\ud800" });
    expect(read(message)).toMatchObject({ content: "\ufffd", callId: "\ufffd" });
  });
});
