import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { repairReply } from "../../../src/graphs/reading/repair-reply.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const args = { kind: "user", id: "u1", k: 3 };
const call = { id: "a", name: "search_neighbors", args, type: "tool_call" as const };
const repair = (reply: AIMessage, before: AIMessage[] = []) =>
  repairReply(reply, [new HumanMessage("Go."), ...before], tools);

describe("repairReply", () => {
  it("returns the same message if it is as it should be", () => {
    for (const reply of [
      new AIMessage("text"),
      new AIMessage({ content: "", tool_calls: [call] }),
      new AIMessage({ content: [{ type: "text", text: "<think>a</think>b" }] }),
    ]) {
      expect(repair(reply)).toEqual({ reply, repairs: [] });
      expect(repair(reply).reply).toBe(reply);
    }
  });

  it("reads a call in the text, and keeps what the provider said about the message", () => {
    const json = JSON.stringify({ name: call.name, arguments: args });
    const given = new AIMessage({
      content: `<think>t</think>I look.\n<tool_call>${json}</tool_call>`,
      response_metadata: { model_name: "m" },
    });
    Object.assign(given, { usage_metadata: { total_tokens: 3 } });
    const { reply, repairs } = repair(given, [new AIMessage({ content: "", tool_calls: [call] })]);
    expect(reply).toMatchObject({
      content: "I look.",
      tool_calls: [{ ...call, id: "call00002" }],
      additional_kwargs: { reasoning_content: "t" },
      response_metadata: { model_name: "m" },
      usage_metadata: { total_tokens: 3 },
    });
    expect(repairs.map(({ kind }) => kind)).toEqual(["thoughts_in_text", "calls_in_text"]);
  });

  it("reads arguments that LangChain could not", () => {
    const broken = {
      id: "a",
      name: call.name,
      args: "{'k': 3}",
      error: "x",
      type: "invalid_tool_call" as const,
    };
    const { reply } = repair(new AIMessage({ content: "", invalid_tool_calls: [broken] }));
    expect(reply.tool_calls).toEqual([{ ...call, args: { k: 3 } }]);
    expect(reply.invalid_tool_calls).toEqual([]);
  });

  it("leaves arguments that would be a guess invalid", () => {
    const given = new AIMessage({ content: "", tool_calls: [{ ...call, args: [1] as never }] });
    expect(repair(given).reply).toMatchObject({
      tool_calls: [],
      invalid_tool_calls: [{ args: "[1]" }],
    });
  });
});
