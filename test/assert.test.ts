import { describe, expect, it } from "vitest";
import {
  assertFunctions,
  assertIntegers,
  assertOptions,
  assertPositive,
  describeValue,
  invalidOption,
} from "../src/assert.js";

const code = "INVALID_ARGUMENT";

describe("assertIntegers", () => {
  it.each([{ a: 1 }, { a: Number.MAX_SAFE_INTEGER }, { a: undefined }, {}])(
    "takes %o",
    (options) => {
      expect(() => assertIntegers(options)).not.toThrow();
    },
  );

  it.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 53])("rejects %d by default", (value) => {
    expect(() => assertIntegers({ fine: 1, count: value })).toThrow(
      `count is ${value}. Pass a positive integer.`,
    );
  });

  it("includes both ends of the range", () => {
    const range = { least: 0, most: 3 };
    expect(() => assertIntegers({ a: 0, b: 3 }, range)).not.toThrow();
    expect(() => assertIntegers({ a: 4 }, range)).toThrow("a is 4. Pass an integer from 0 to 3.");
    expect(() => assertIntegers({ a: -1 }, { least: 0 })).toThrow("Pass an integer of at least 0.");
  });
});

describe("assertPositive", () => {
  it.each([0, -0.1, Number.NaN, Infinity])("rejects %d", (value) => {
    expect(() => assertPositive({ alpha: value })).toThrow(
      `alpha is ${value}. Pass a positive number.`,
    );
  });

  it("takes any other number", () => {
    expect(() => assertPositive({ alpha: Number.MIN_VALUE, beta: 7 })).not.toThrow();
  });
});

describe("assertFunctions", () => {
  it("takes functions and options that are left out, and names what is neither", () => {
    expect(() => assertFunctions({ a: () => 1, b: undefined })).not.toThrow();
    expect(() => assertFunctions({ a: () => 1, b: null })).toThrow(
      "b is null. Pass a function, or leave it out.",
    );
  });
});

describe("invalidOption", () => {
  it("names the option and its value for people and programs", () => {
    const error = invalidOption("llm", "gpt", "Pass a model.");
    expect(error).toMatchObject({ code, fields: { option: "llm", value: '"gpt"' } });
    expect(error.message).toBe('llm is "gpt". Pass a model.');
  });
});

describe("assertOptions", () => {
  const check = (options: unknown) =>
    assertOptions<{ llm?: string; tools?: string }>("createAnything", options as object, {
      llm: true,
      tools: true,
    });

  it.each([{}, { llm: "x" }, { llm: undefined, tools: "y" }])("takes %o", (options) => {
    expect(() => check(options)).not.toThrow();
  });

  it.each([
    [
      undefined,
      "The options of createAnything are undefined. Pass an object with the options: llm, tools.",
    ],
    [[], "The options of createAnything are an empty array."],
    ["llm", 'The options of createAnything are "llm".'],
    [{ lm: 1 }, 'createAnything has no option "lm". Remove it, or use one of: llm, tools.'],
    [{ llm: 1, toString: 1 }, 'createAnything has no option "toString".'],
  ])("rejects %o", (options, message) => {
    expect(() => check(options)).toThrow(message);
    expect(() => check(options)).toThrow(expect.objectContaining({ code }));
  });

  it("names the option and its value for programs", () => {
    expect(() => check({ lm: 1 })).toThrow(
      expect.objectContaining({ fields: { option: "lm", value: "1" } }),
    );
  });
});

describe("describeValue", () => {
  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [Number.NaN, "NaN"],
    ["a\nb", '"a\\nb"'],
    [[], "an empty array"],
    [[1, 2], "an array of 2"],
    [{}, "an empty object"],
    [{ a: 1, b: 2 }, "an object with a, b"],
    [Object.create(null), "an empty object"],
    [new Map(), "an instance of Map"],
    [() => 1, "a function"],
    [Promise.resolve(1), "a promise, which must be awaited"],
  ])("describes %o as %s", (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});
