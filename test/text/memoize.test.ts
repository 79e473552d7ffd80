import { describe, expect, it } from "vitest";
import { memoizeByObject, memoizeRecent } from "../../src/text/memoize.js";

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

describe("memoizeRecent", () => {
  it("computes once per text, undefined included, and forgets the text that was used first", () => {
    const calls: string[] = [];
    const first = memoizeRecent((text) => {
      calls.push(text);
      return text === "" ? undefined : text.slice(0, 1);
    }, 2);
    expect([first("ab"), first(""), first(""), first("ab")]).toEqual([
      "a",
      undefined,
      undefined,
      "a",
    ]);
    expect(calls).toEqual(["ab", ""]);
    expect(first("cd")).toBe("c"); // in place of ""
    expect([first("ab"), first("cd"), first("")]).toEqual(["a", "c", undefined]);
    expect(calls).toEqual(["ab", "", "cd", ""]);
  });
});
