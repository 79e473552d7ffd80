import { tool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readTools } from "../../../src/trajectory/recorder/tools.js";

const parameters = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
const named = { name: "lookup", description: "Looks up." };
const expected = { type: "function", function: { ...named, parameters } };
const read = (tools: unknown) =>
  readTools({ extra: { invocation_params: { tools, apiKey: "secret" } } } as never, (text) => text);

describe("readTools", () => {
  it.each([
    ["OpenAI", { type: "function", function: { ...named, parameters, strict: true } }],
    ["OpenAI responses", { type: "function", ...named, parameters }],
    ["Anthropic", { ...named, input_schema: parameters }],
    ["Gemini", { functionDeclarations: [{ ...named, parameters }] }],
    ["plain schema", { ...named, schema: parameters }],
  ])("reads the format of %s", (_, given) => expect(read([given])).toEqual([expected]));

  it("reads a LangChain tool", () => {
    const schema = z.object({ id: z.string() });
    const [definition] = read([tool(() => "", { ...named, schema })])!;
    expect(definition).toMatchObject({ function: { ...named, parameters } });
  });

  it("reads the bound tools of a model without invocation parameters", () => {
    const options = { tools: [{ ...named, parameters }], context: "secret" };
    const run = { extra: { invocation_params: {}, options } };
    expect(readTools(run as never, (text) => text)).toEqual([expected]);
  });

  it.each([undefined, []])("is undefined for %j, which says nothing about the tools", (tools) =>
    expect(read(tools)).toBeUndefined(),
  );

  it("leaves out tools that are not functions, and copies the rest", () => {
    expect(read([{ type: "web_search" }, "x"])).toEqual([]);
    const [definition] = read([{ ...named, parameters }])!;
    expect(definition?.function.parameters).not.toBe(parameters);
  });
});
