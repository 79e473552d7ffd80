import { describe, expect, it } from "vitest";
import { memoizeByObject } from "../../src/text/memoize.js";

describe("memoizeByObject", () => {
  it("computes once per object, not once per equal value", () => {
    let calls = 0;
    const size = memoizeByObject((list: readonly number[]) => {
      calls++;
      return list.length;
    });
    const list = [1, 2];
    expect([size(list), size(list), size([1, 2])]).toEqual([2, 2, 2]);
    expect(calls).toBe(2);
  });
});
