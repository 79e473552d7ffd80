import { describe, expect, it } from "vitest";
import { findCallError } from "../../../../src/distill/transcript/reward/check-call.js";
import type { ToolDefinition } from "../../../../src/trajectory/recorder/tools.js";

const tool = (parameters: ToolDefinition["function"]["parameters"]): ToolDefinition => ({
  type: "function",
  function: { name: "look", description: "Looks.", parameters },
});
/** The error of a call with one argument `x`, whose schema is `property`. */
const errorOf = (
  x: unknown,
  property: ToolDefinition["function"]["parameters"][string],
): string | undefined =>
  findCallError({ parsed: { name: "look", arguments: { x } } }, [
    tool({ properties: { x: property } }),
  ]);

describe("findCallError", () => {
  it.each([
    { type: "string", value: "", wrong: 1 },
    { type: "boolean", value: false, wrong: 0 },
    { type: "integer", value: -3, wrong: 1.5 },
    { type: "number", value: 1.5, wrong: "1.5" },
    { type: "null", value: null, wrong: {} },
    { type: "array", value: [], wrong: {} },
    { type: "object", value: {}, wrong: [] },
  ])("accepts $value and rejects $wrong as $type", ({ type, value, wrong }) => {
    expect(errorOf(value, { type })).toBeUndefined();
    expect(errorOf(wrong, { type })).toBe("call_arguments_invalid");
    expect(errorOf(value, { type: [type, "null"] })).toBeUndefined();
  });

  it.each([
    { property: { minimum: 2 }, value: 2, wrong: 1.9 },
    { property: { maximum: 2 }, value: 2, wrong: 2.1 },
    { property: { enum: ["a", 1] }, value: 1, wrong: "1" },
  ])("accepts $value and rejects $wrong for $property", ({ property, value, wrong }) => {
    expect(errorOf(value, property)).toBeUndefined();
    expect(errorOf(wrong, property)).toBe("call_arguments_invalid");
  });

  it("ignores bounds of values that are not numbers, and bounds that are not numbers", () => {
    expect(errorOf("a", { minimum: 2, maximum: 1 })).toBeUndefined();
    expect(errorOf(7, { minimum: "8", maximum: "6" })).toBeUndefined();
  });

  it.each([true, null, {}, { type: "no such type" }])("accepts any value for %j", (property) => {
    expect(errorOf("a", property)).toBeUndefined();
    expect(errorOf(null, property)).toBeUndefined();
  });

  it("accepts undeclared arguments unless additional properties are excluded", () => {
    const call = { parsed: { name: "look", arguments: { y: 1 } } };
    expect(findCallError(call, [tool({})])).toBeUndefined();
    expect(findCallError(call, [tool({ additionalProperties: true })])).toBeUndefined();
    expect(findCallError(call, [tool({ additionalProperties: false })])).toBe(
      "call_arguments_invalid",
    );
  });

  it("requires the required arguments", () => {
    const tools = [tool({ required: ["x"] })];
    const given = (args: object) =>
      findCallError({ parsed: { name: "look", arguments: args } }, tools);
    expect(given({ x: null })).toBeUndefined();
    expect(given({ y: 1 })).toBe("call_arguments_invalid");
    expect(given(Object.create({ x: 1 }))).toBe("call_arguments_invalid");
  });

  it.each([
    { call: { name: "look", arguments: {} }, error: undefined },
    { call: { name: "look", arguments: "{}" }, error: undefined },
    { call: { type: "function", function: { name: "look", arguments: "{}" } }, error: undefined },
    { call: { name: "look", arguments: "[]" }, error: "call_malformed" },
    { call: { name: "look" }, error: "call_malformed" },
    { call: { arguments: {} }, error: "call_malformed" },
    { call: "look", error: "call_malformed" },
    { call: null, error: "call_malformed" },
    { call: { name: "buy", arguments: {} }, error: "call_unknown_tool" },
  ])("is $error for the parsed call $call", ({ call, error }) => {
    expect(findCallError({ parsed: call }, [tool({})])).toBe(error);
  });

  it.each([
    { text: '{"name": "look", "arguments": {}}', error: undefined },
    { text: '{"name": "look", "arguments": {}, "id": 1}', error: "call_malformed" },
    { text: '{"name": "look", "arguments": "{}"}', error: "call_malformed" },
    { text: '["look", {}]', error: "call_malformed" },
    { text: "look", error: "call_malformed" },
  ])("is $error for the text $text", ({ text, error }) => {
    expect(findCallError({ text }, [tool({})])).toBe(error);
  });
});
