import { expect, it } from "vitest";
import { toRowMessage } from "../../../src/distill/conversations/to-message.js";
import { called, said } from "./units.js";

const reply = { isReply: true };
const input = { isReply: false };
const text = (value: string) => ({ type: "text", text: value });

it.each([
  [said("system", "s"), { role: "system", content: "s" }],
  [said("user", "u", { name: "Ada" }), { role: "user", content: "u" }],
  [said("user", [text("a"), text("b")]), { role: "user", content: "a\nb" }],
  [said("tool", "t", { name: "find", callId: "1" }), { role: "tool", name: "find", content: "t" }],
  [said("tool", "t", { callId: "1" }), { role: "tool", name: "", content: "t" }],
  [said("assistant", "<think>x</think>{}"), { role: "assistant", content: "<think>x</think>{}" }],
  [
    said("assistant", "x", { calls: [called("1")] }),
    {
      role: "assistant",
      content: "x",
      tool_calls: [{ type: "function", function: { name: "find", arguments: { id: "a" } } }],
    },
  ],
  // Anthropic repeats the calls as blocks.
  [
    said("assistant", [text("x"), { type: "tool_use", id: "1" }], { calls: [called("1")] }),
    {
      role: "assistant",
      content: "x",
      tool_calls: [{ type: "function", function: { name: "find", arguments: { id: "a" } } }],
    },
  ],
  // Providers do not get reasoning back that stood apart from the text.
  [said("assistant", "x", { reasoning: "r" }), { role: "assistant", content: "x" }],
])("writes %j", (record, message) => expect(toRowMessage(record, input)).toEqual(message));

it.each([
  ["unknown_role", said("other", "x"), input],
  ["content_blocks", said("user", [text("x"), { type: "image_url" }]), input],
  ["content_blocks", said("tool", [{ type: "image" }]), input],
  ["content_blocks", said("user", [{ type: "text" }]), input],
  ["content_blocks", said("user", [{ type: "tool_use" }]), input],
  ["provider_tools", said("assistant", [{ type: "server_tool_use" }]), reply],
  ["provider_tools", said("assistant", [{ type: "text", text: 7 }]), input],
  ["reasoning", said("assistant", "x", { reasoning: "r" }), reply],
  ["reasoning", said("assistant", [{ type: "thinking" }, text("x")], { reasoning: "r" }), input],
  ["reasoning", said("assistant", [{ type: "redacted_thinking" }, text("x")]), reply],
  ["reasoning", said("assistant", [{ type: "reasoning", summary: [] }, text("x")]), input],
  ["invalid_arguments", said("assistant", "", { calls: [called("1"), called("2", [1])] }), input],
  [
    "invalid_arguments",
    said("assistant", "", { calls: [{ ...called("1"), invalid: true }] }),
    reply,
  ],
])("cannot write %s: %j", (fault, record, options) =>
  expect(toRowMessage(record, options)).toBe(fault),
);
