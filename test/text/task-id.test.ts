import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTaskId, namesAnotherUser } from "../../src/text/task-id.js";

const task = { dataset: "films", scenario: "classic", split: "test", draw: 0, seed: 1 } as const;
const idOf = (userId: string) => formatTaskId({ ...task, userId, position: 5 });

describe("formatTaskId", () => {
  it("encodes the user", () => {
    expect(idOf("ann/b@c")).toBe("films/classic/test/ann%2Fb%40c/5/0/1");
  });
});

describe("namesAnotherUser", () => {
  it("tells every user from every other, with and without a sample", () => {
    const userId = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(userId, userId, fc.constantFrom("", "#0", "/3", "#2/7"), (a, b, suffix) => {
        expect(namesAnotherUser(idOf(a) + suffix, a)).toBe(false);
        fc.pre(a !== b && encodeURIComponent(a) !== b);
        expect(namesAnotherUser(idOf(a) + suffix, b)).toBe(true);
      }),
    );
  });

  it.each(["run 1", "t1#0", "films/classic/test/5/0/1", "", "https://x.example/test/"])(
    "is false for %j, which names no user",
    (id) => expect(namesAnotherUser(id, "ann")).toBe(false),
  );
});
