import { describe, expect, it } from "vitest";
import { redactMembers, redactText } from "../../../src/trajectory/recorder/redact.js";

const upper = (text: string) => text.toUpperCase();

describe("redactText", () => {
  it.each([
    { value: "a", text: "A" },
    { value: "\ud800", text: "\ufffd" },
    { value: 7, text: "" },
    { value: undefined, text: "" },
  ])("is $text for $value", ({ value, text }) => expect(redactText(value, upper)).toBe(text));
});

describe("redactMembers", () => {
  it("copies JSON with its texts redacted", () => {
    const value = { a: "a", b: true, c: 1.5, d: ["d", { e: "e" }], f: null };
    const copy = redactMembers(value, upper);
    expect(copy).toEqual({ a: "A", b: true, c: 1.5, d: ["D", { e: "E" }], f: null });
    expect(copy["d"]).not.toBe(value.d);
  });

  it("writes null for what JSON cannot represent, and leaves out undefined and __proto__", () => {
    const value = { a: NaN, b: Infinity, c: () => 1, e: undefined, f: [undefined] };
    expect(redactMembers(value, upper)).toEqual({ a: null, b: null, c: null, f: [null] });
    expect(Object.keys(redactMembers(value, upper))).not.toContain("e");
    const proto = JSON.parse('{"__proto__": {"x": 1}, "y": 2}');
    const copy = redactMembers(proto, upper);
    expect(copy).toEqual({ y: 2 });
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it("never throws: a BigInt, a date, bytes, a cycle, a getter", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const thrower = {
      get value() {
        throw new Error("no");
      },
    };
    const value = { a: 7n, b: new Date(0), c: new Uint8Array([104, 105]), thrower, cycle };
    const copy = redactMembers(value, (text) => text);
    expect(copy).toMatchObject({ a: "7", b: "1970-01-01T00:00:00.000Z", c: "aGk=", thrower: {} });
    expect(copy["cycle"]).toEqual({ self: null });
    expect(redactMembers({ a: new Date(NaN) }, upper)).toEqual({ a: null });
  });
});
