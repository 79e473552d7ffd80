import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonValue } from "../../src/trajectory/json-value.js";

describe("jsonValue", () => {
  it("accepts JSON, and rejects what JSON cannot hold", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => jsonValue.parse(value) === value));
    for (const value of [
      undefined,
      Number.NaN,
      1n,
      () => 1,
      new Date(0),
      new Map(),
      [undefined],
      { a: { b: Symbol("c") } },
    ])
      expect(jsonValue.safeParse(value).success, String(value)).toBe(false);
  });

  it("agrees with z.json()", () => {
    const values = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
    });
    fc.assert(
      fc.property(values, (value) => {
        expect(jsonValue.safeParse(value).success).toBe(z.json().safeParse(value).success);
      }),
    );
  });
});
