import { tool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readTools } from "../../../src/trajectory/recorder/tools.js";

const parameters = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
const named = { name: "lookup", description: "Looks up." };
const expected = { type: "function", function: { ...named, parameters } };
const readAll = (tools: unknown) =>
  readTools({ extra: { invocation_params: { tools, apiKey: "secret" } } } as never, (text) => text);
const read = (tools: unknown) => readAll(tools).definitions;

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
    const { definitions } = readTools(run as never, (text) => text);
    expect(definitions).toEqual([expected]);
  });

  it.each([undefined, null, "x"])(
    "is undefined for %j, which says nothing about the tools",
    (tools) => expect(readAll(tools)).toEqual({ definitions: undefined, lacks: [] }),
  );

  it("is empty for a model that states that it has no tools", () => {
    expect(readAll([])).toEqual({ definitions: [], lacks: [] });
  });

  it("prefers the parameters that list tools to those that list none", () => {
    const extra = {
      invocation_params: { tools: [] },
      options: { tools: [{ ...named, parameters }] },
    };
    const { definitions } = readTools({ extra } as never, (text) => text);
    expect(definitions).toEqual([expected]);
  });

  it("marks values of a schema that JSON cannot hold", () => {
    const endless = { ...parameters, maximum: Infinity };
    const { lacks, definitions } = readAll([{ ...named, parameters: endless }]);
    expect(lacks).toEqual(["values"]);
    expect(definitions?.[0]?.function.parameters).toMatchObject({ maximum: null });
  });

  it("leaves out and marks tools that are not functions, and copies the rest", () => {
    expect(readAll([{ type: "web_search" }, "x"])).toEqual({ definitions: [], lacks: ["tools"] });
    expect(readAll([{ type: "web_search" }, { ...named, parameters }])).toEqual({
      definitions: [expected],
      lacks: ["tools"],
    });
    const [definition] = read([{ ...named, parameters }])!;
    expect(definition?.function.parameters).not.toBe(parameters);
  });
});
