import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { reviveMessages } from "../../../../src/trajectory/import/exported/revive-messages.js";

const calls = [{ id: "1", name: "find", args: { id: "a" }, type: "tool_call" as const }];
const openAi = (written: string) => [
  { id: "1", type: "function", function: { name: "find", arguments: written } },
];

describe("reviveMessages", () => {
  it.each([
    new SystemMessage("s"),
    new HumanMessage({ content: [{ type: "text", text: "h" }] }),
    new AIMessage({ content: "a", tool_calls: calls }),
    new ToolMessage({ content: "t", tool_call_id: "1", name: "find", status: "error" }),
  ])("restores a message from JSON (%#)", (message) => {
    const json: unknown = JSON.parse(JSON.stringify({ state: [{ messages: [message] }] }));
    const revived = reviveMessages(json);
    expect(revived).toMatchObject({ state: [{ messages: [{ text: message.text }] }] });
    expect(JSON.parse(JSON.stringify(revived))).toEqual(json);
  });

  it.each([
    ["stored", { type: "ai", data: { content: "a", tool_calls: calls } }],
    ["dumped", { type: "ai", content: "a", tool_calls: calls, name: null }],
    ["dumped from a stream", { type: "AIMessageChunk", content: "a", tool_calls: calls }],
    ["OpenAI's", { role: "assistant", content: "a", tool_calls: openAi('{"id":"a"}') }],
  ])("reads the %s format", (_, value) => {
    expect(reviveMessages(value)).toMatchObject({ text: "a", tool_calls: calls });
    expect(AIMessage.isInstance(reviveMessages(value))).toBe(true);
  });

  it("keeps invalid arguments as text and reads empty ones as an empty object", () => {
    const revive = (written: string) =>
      reviveMessages({ role: "assistant", content: null, tool_calls: openAi(written) });
    expect(revive('{"id": ')).toMatchObject({
      text: "",
      tool_calls: [],
      invalid_tool_calls: [{ id: "1", name: "find", args: '{"id": ' }],
    });
    expect(revive("")).toMatchObject({ tool_calls: [{ args: {} }] });
  });

  it("leaves objects unchanged that only resemble a message", () => {
    const values = [
      { type: "tool", content: "no call" },
      { role: "user" },
      { type: "ai" },
      null,
      7,
    ];
    expect(reviveMessages(values)).toEqual(values);
  });
});
