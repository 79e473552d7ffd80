import { describe, expect, it } from "vitest";
import { findCalls } from "../../../src/models/reply/calls/find-calls.js";
import type { OfferedTool } from "../../../src/models/reply/offered-tool.js";

const TOOLS: OfferedTool[] = [
  {
    name: "lookup_user_history",
    properties: { user_id: { type: "string" }, limit: { type: "integer" } },
  },
  {
    name: "search_neighbors",
    properties: { kind: { enum: ["user", "item"] }, k: { type: "integer" } },
  },
];
const HISTORY = { name: "lookup_user_history", arguments: { user_id: "7", limit: 5 } };
const NEIGHBORS = { name: "search_neighbors", arguments: { kind: "user", k: 3 } };
const json = (call: object) => JSON.stringify(call);
const history = json(HISTORY);
const neighbors = json(NEIGHBORS);
const args = json(HISTORY.arguments);

describe("findCalls", () => {
  it.each([
    { form: "Hermes", text: `I look.\n<tool_call>\n${history}\n</tool_call>`, rest: "I look." },
    { form: "Hermes without its end", text: `I look.\n<tool_call>\n${history}`, rest: "I look." },
    {
      form: "Hermes, arguments as text",
      text: `<tool_call>${json({ ...HISTORY, arguments: args })}</tool_call>`,
    },
    {
      form: "Hermes, single quotes",
      text: `<tool_call>{'name': 'lookup_user_history', 'arguments': {'user_id': '7', 'limit': 5}}</tool_call>`,
    },
    {
      form: "Hermes, a trailing comma",
      text: `<tool_call>{"name": "lookup_user_history", "arguments": {"user_id": "7", "limit": 5,},}</tool_call>`,
    },
    {
      form: "Llama 3.1",
      text: `<|python_tag|>{"name": "lookup_user_history", "parameters": ${args}}<|eom_id|>`,
    },
    {
      form: "Llama 3.1, bare",
      text: `{"type": "function", "name": "lookup_user_history", "parameters": ${args}}`,
    },
    { form: "Llama, function element", text: `<function=lookup_user_history>${args}</function>` },
    { form: "Mistral", text: `[TOOL_CALLS][${history}]` },
    { form: "Mistral, later form", text: `[TOOL_CALLS]lookup_user_history[ARGS]${args}</s>` },
    { form: "Mistral, without mark", text: `[TOOL_CALLS]lookup_user_history${args}` },
    { form: "Python", text: `[lookup_user_history(user_id="7", limit=5)]` },
    {
      form: "Python, marked",
      text: `<|python_start|>[lookup_user_history(user_id='7', limit=5)]<|python_end|>`,
    },
    {
      form: "Python of Gemma",
      text: '```tool_code\nprint(lookup_user_history(user_id="7", limit=5))\n```',
    },
    { form: "fenced JSON", text: `I look.\n\`\`\`json\n${history}\n\`\`\``, rest: "I look." },
    {
      form: "OpenAI's form in text",
      text: json({ tool_calls: [{ function: { name: HISTORY.name, arguments: args } }] }),
    },
    { form: "ReAct JSON", text: json({ action: HISTORY.name, action_input: HISTORY.arguments }) },
    {
      form: "Qwen3-Coder",
      text: "<tool_call>\n<function=lookup_user_history>\n<parameter=user_id>\n7\n</parameter>\n<parameter=limit>\n5\n</parameter>\n</function>\n</tool_call>",
    },
    {
      form: "MiniMax",
      text: '<minimax:tool_call><invoke name="lookup_user_history"><parameter name="user_id">7</parameter><parameter name="limit">5</parameter></invoke></minimax:tool_call>',
    },
    {
      form: "GLM",
      text: "<tool_call>lookup_user_history\n<arg_key>user_id</arg_key>\n<arg_value>7</arg_value>\n<arg_key>limit</arg_key>\n<arg_value>5</arg_value>\n</tool_call>",
    },
    {
      form: "DeepSeek V3",
      text: `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>lookup_user_history\n\`\`\`json\n${args}\n\`\`\`<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
    },
    {
      form: "Kimi",
      text: `<|tool_calls_section_begin|><|tool_call_begin|>functions.lookup_user_history:0<|tool_call_argument_begin|>${args}<|tool_call_end|><|tool_calls_section_end|>`,
    },
    {
      form: "gpt-oss",
      text: `<|channel|>commentary to=functions.lookup_user_history <|constrain|>json<|message|>${args}<|call|>`,
    },
    {
      form: "Gemma 4",
      text: `<|tool_call>call:lookup_user_history{user_id:<|"|>7<|"|>,limit:5}<tool_call|>`,
    },
    { form: "Phi", text: `functools[${history}]` },
    { form: "Granite", text: `<|tool_call|>[${history}]` },
  ])("reads a call in the form of $form", ({ text, rest = "" }) => {
    expect(findCalls(text, TOOLS)).toEqual({ calls: [HISTORY], broken: [], rest });
  });

  it.each([
    {
      form: "Hermes",
      text: `<tool_call>${history}</tool_call>\n<tool_call>${neighbors}</tool_call>`,
    },
    { form: "one Hermes mark", text: `<tool_call>${history}\n${neighbors}</tool_call>` },
    { form: "a list", text: `[TOOL_CALLS][${history}, ${neighbors}]` },
    {
      form: "Mistral's later form",
      text: `[TOOL_CALLS]lookup_user_history[ARGS]${args}[TOOL_CALLS]search_neighbors[ARGS]${json(NEIGHBORS.arguments)}`,
    },
    { form: "Llama, separated by semicolons", text: `<|python_tag|>${history}; ${neighbors}` },
    {
      form: "Python",
      text: `[lookup_user_history(user_id="7", limit=5), search_neighbors(kind="user", k=3)]`,
    },
    { form: "bare JSON", text: `${history}\n${neighbors}` },
    {
      form: "function elements",
      text: `<function=lookup_user_history>${args}</function><function=search_neighbors>${json(NEIGHBORS.arguments)}</function>`,
    },
  ])("reads several calls in the form of $form", ({ text }) => {
    expect(findCalls(text, TOOLS).calls).toEqual([HISTORY, NEIGHBORS]);
  });

  it.each([
    {
      what: "half a call",
      text: '<tool_call>{"name": "lookup_user_history", "arguments": {"user_id": "7"',
    },
    { what: "arguments without names", text: "<|python_tag|>lookup_user_history('7', 5)" },
    { what: "words", text: "<tool_call>I want to look at the history of user 7.</tool_call>" },
    { what: "arguments of nobody", text: `[TOOL_CALLS]${args}` },
    {
      what: "two names before one object",
      text: `[TOOL_CALLS]lookup_user_history or search_neighbors ${args}`,
    },
  ])("does not guess what is meant by $what", ({ text }) => {
    const { calls, broken } = findCalls(text, TOOLS);
    expect(calls).toEqual([]);
    expect(broken).toHaveLength(1);
  });

  it.each([
    {
      what: "an answer",
      text: '{"reasoning": "because", "favorites": [{"item_id": "5", "reason": "x"}]}',
    },
    { what: "another tool's JSON", text: '{"name": "buy", "arguments": {}}' },
    { what: "a tool's name in prose", text: "I would call lookup_user_history (limit 5) now." },
    { what: "an item named like a field", text: '{"name": "search_neighbors"}' },
  ])("leaves $what alone", ({ text }) => {
    expect(findCalls(text, TOOLS)).toEqual({ calls: [], broken: [], rest: text });
  });

  it("passes on a marked call of an unknown tool, so that the model learns that it is unknown", () => {
    const { calls } = findCalls('<tool_call>{"name": "buy", "arguments": {}}</tool_call>', TOOLS);
    expect(calls).toEqual([{ name: "buy", arguments: {} }]);
  });

  it("finds nothing when no tool was offered", () => {
    expect(findCalls(`<tool_call>${history}</tool_call>`, []).calls).toEqual([]);
  });

  it("keeps integers that a double cannot hold", () => {
    const text =
      '<tool_call>{"name": "lookup_user_history", "arguments": {"user_id": 12345678901234567891}}</tool_call>';
    expect(findCalls(text, TOOLS).calls[0]?.arguments).toEqual({ user_id: "12345678901234567891" });
  });
});
