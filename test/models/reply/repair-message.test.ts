import { describe, expect, it } from "vitest";
import { repairMessage } from "../../../src/models/reply/repair-message.js";

const tools = [{ name: "search", properties: {} }];
const repair = (message: object, idsBefore: string[] = []) => {
  const repaired = repairMessage({ role: "assistant", ...message }, { tools, idsBefore });
  const { tool_calls: calls, ...rest } = repaired.message;
  return { ...rest, calls: calls as unknown, kinds: repaired.repairs.map(({ kind }) => kind) };
};
const call = (more: object, given: unknown = '{"k": 1}') => ({
  id: "a",
  type: "function",
  function: { name: "search", arguments: given },
  ...more,
});
const wire = (id: string, given = '{"k": 1}') => call({ id }, given);

describe("repairMessage", () => {
  it("changes nothing in a reply as OpenAI gives it", () => {
    const reply = repair({ content: '{"a": 1}', tool_calls: [call({})], annotations: [] });
    expect(reply).toMatchObject({ content: '{"a": 1}', calls: [wire("a")], annotations: [] });
    expect(reply.kinds).toEqual([]);
  });

  it.each([
    { what: "a missing id", given: [call({ id: undefined })], before: [], ids: ["call00001"] },
    {
      what: "null ids",
      given: [call({ id: null }), call({ id: null })],
      before: [],
      ids: ["call00001", "call00002"],
    },
    {
      what: "one id for all",
      given: [call({}), call({})],
      before: [],
      ids: ["call00001", "call00002"],
    },
    { what: "an id of an earlier turn", given: [call({})], before: ["a"], ids: ["call00002"] },
    {
      what: "a new id that is taken",
      given: [call({ id: "" })],
      before: ["x", "call00003"],
      ids: ["call00004"],
    },
  ])("gives new ids after $what", ({ given, before, ids }) => {
    const { calls, kinds } = repair({ tool_calls: given }, before);
    expect(calls).toEqual(ids.map((id) => wire(id)));
    expect(kinds).toEqual(["call_ids"]);
  });

  it.each([
    { what: "an object", given: { k: 1 }, expected: '{"k":1}' },
    { what: "encoded twice", given: '"{\\"k\\": 1}"', expected: '{"k":1}' },
    { what: "empty", given: "", expected: "{}" },
    { what: "null", given: null, expected: "{}" },
    { what: "null as text", given: "null", expected: "{}" },
    { what: "Python", given: "{'k': True}", expected: '{"k":true}' },
    { what: "half an object", given: '{"k": ', expected: '{"k": ' },
    { what: "a list", given: "[1]", expected: "[1]" },
  ])("reads arguments that are $what", ({ given, expected }) => {
    const { calls, kinds } = repair({ tool_calls: [call({}, given)] });
    expect(calls).toEqual([wire("a", expected)]);
    expect(kinds).toEqual(["arguments"]);
  });

  it.each([
    {
      what: "fields outside of `function`",
      message: { tool_calls: [{ id: "a", name: "search", arguments: '{"k": 1}' }] },
    },
    { what: "a call without a list", message: { tool_calls: call({}) } },
  ])("reads $what", ({ message }) => {
    expect(repair(message).calls).toEqual([wire("a")]);
  });

  it("reads the older function call", () => {
    const { calls, kinds } = repair({ function_call: { name: "search", arguments: '{"k": 1}' } });
    expect(calls).toEqual([wire("call00001")]);
    expect(kinds).toEqual(["message_form", "call_ids"]);
  });

  it("reads content in parts, and a message without a role", () => {
    const content = [
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ];
    expect(repair({ role: undefined, content })).toMatchObject({
      role: "assistant",
      content: "ab",
      kinds: ["message_form", "message_form"],
    });
  });

  it("moves thoughts and calls out of the text, and keeps the original", () => {
    const content =
      '<think>{a: 1}?</think>\nI look.\n<tool_call>{"name": "search", "arguments": {"k": 1}}</tool_call><|im_end|>';
    const { message, repairs } = repairMessage(
      { role: "assistant", content },
      { tools, idsBefore: ["x"] },
    );
    expect(message).toEqual({
      role: "assistant",
      content: "I look.",
      reasoning_content: "{a: 1}?",
      tool_calls: [wire("call00002", '{"k":1}')],
    });
    expect(repairs.map(({ kind }) => kind)).toEqual([
      "thoughts_in_text",
      "end_token",
      "calls_in_text",
    ]);
    expect(repairs[0]?.original).toBe(content);
  });

  it("passes on a call that it cannot read as one with broken arguments", () => {
    const { calls } = repair({ content: '<tool_call>{"name": "search", "argum' });
    expect(calls).toEqual([wire("call00001", '{"name": "search", "argum')]);
  });

  it("takes reasoning of any field", () => {
    expect(repair({ content: "x", reasoning: "r" })).toMatchObject({
      reasoning_content: "r",
      content: "x",
    });
  });
});
