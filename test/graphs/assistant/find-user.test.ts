import { describe, expect, it } from "vitest";
import { findUsers } from "../../../src/graphs/assistant/find-user.js";

const USERS = new Set(["7", "5", "u1", "ann.b", "A-2", "user_9"]);

describe("findUsers", () => {
  it.each([
    { message: "Recommend 5 films for user 7.", expected: ["7"] },
    { message: "User: u1", expected: ["u1"] },
    { message: 'userId="ann.b", please', expected: ["ann.b"] },
    { message: "Something for ann.b.", expected: ["ann.b"] },
    { message: "what would (A-2) like?", expected: ["A-2"] },
    { message: "compare user u1 and user 7", expected: ["u1", "7"] },
    { message: "u1, or 7, or u1?", expected: ["u1", "7"] },
    { message: "for user_9", expected: ["user_9"] },
    { message: "a user like u1", expected: ["u1"] },
    { message: "user u2", expected: [] },
    { message: "hello", expected: [] },
    { message: "", expected: [] },
  ])("finds $expected in $message", ({ message, expected }) => {
    expect(findUsers(message, (id) => USERS.has(id))).toEqual(expected);
  });
});
