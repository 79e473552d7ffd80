import { describe, expect, it } from "vitest";
import { EXPORT_DEFAULTS } from "../../../src/distill/export/settings.js";
import { assignSplit, splitAtDivergence } from "../../../src/distill/export/to-records.js";
import type { Conversation, Message } from "../../../src/distill/transcript/conversation.js";

const user: Message = { role: "user", content: "Rank them." };
const say = (content: string): Message => ({ role: "assistant", content });
const call = (id: string): Message => ({
  role: "assistant",
  content: "",
  tool_calls: [{ type: "function", function: { name: "ask", arguments: { id } } }],
});
const answer = (content: string): Message => ({ role: "tool", name: "ask", content });
const talk = (...messages: Message[]): Conversation => ({ tools: [], messages });
const tool = {
  type: "function",
  function: { name: "ask", description: "Asks.", parameters: { type: "object" } },
} as const;

describe("splitAtDivergence", () => {
  it.each([
    {
      name: "conversations of equal length that differ in the last turn",
      chosen: talk(user, call("1"), answer("a"), say("yes")),
      rejected: talk(user, call("1"), answer("a"), say("no")),
      prefix: 3,
    },
    {
      name: "conversations of equal length that differ from the first turn",
      chosen: talk(user, say("yes")),
      rejected: talk(user, say("no")),
      prefix: 1,
    },
    {
      name: "conversations of different length",
      chosen: talk(user, call("1"), answer("a"), call("2"), answer("b"), say("yes")),
      rejected: talk(user, call("1"), answer("a"), say("no")),
      prefix: 3,
    },
    {
      // Message 2, an answer, differs. Message 1 is the last assistant turn before it, although it is equal in both.
      name: "conversations that differ in a tool answer",
      chosen: talk(user, call("1"), answer("a"), say("yes")),
      rejected: talk(user, call("1"), answer("b"), say("yes")),
      prefix: 1,
    },
  ])("splits $name", ({ chosen, rejected, prefix }) => {
    expect(splitAtDivergence(chosen, rejected)).toEqual({
      prompt: chosen.messages.slice(0, prefix),
      chosen: chosen.messages.slice(prefix),
      rejected: rejected.messages.slice(prefix),
    });
  });

  it.each([
    {
      name: "equal conversations",
      chosen: talk(user, say("yes")),
      rejected: talk(user, say("yes")),
    },
    {
      name: "conversations without a common prefix (length 0)",
      chosen: talk(user, say("yes")),
      rejected: talk({ role: "user", content: "Something else." }, say("no")),
    },
    {
      name: "conversations that differ from an assistant turn at position 0",
      chosen: talk(say("yes")),
      rejected: talk(say("no")),
    },
    {
      name: "conversations with different tools",
      chosen: talk(user, say("yes")),
      rejected: { ...talk(user, say("no")), tools: [tool] },
    },
  ])("gives no pair for $name", ({ chosen, rejected }) => {
    expect(splitAtDivergence(chosen, rejected)).toBeUndefined();
  });
});

describe("assignSplit", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `user ${index}`);
  const countValidation = (validationShare: number, seed = 1) =>
    names.filter((name) => assignSplit(name, { validationShare, seed }) === "validation").length;

  it("assigns a tenth of the users to the validation split by default", () => {
    expect(EXPORT_DEFAULTS.validationShare).toBe(0.1);
    // Binomial with n = 10,000 and p = 0.1: mean 1,000, standard deviation sqrt(900) = 30. The bounds are 4 of them.
    const count = countValidation(EXPORT_DEFAULTS.validationShare);
    expect(count).toBeGreaterThan(880);
    expect(count).toBeLessThan(1120);
  });

  it("assigns no user for a share of 0, and all users for a share of 1", () => {
    expect([countValidation(0), countValidation(1)]).toEqual([0, 10_000]);
  });

  it("depends on the seed, and only adds users when the share grows", () => {
    const splitOf = (name: string, validationShare: number, seed: number) =>
      assignSplit(name, { validationShare, seed });
    expect(names.some((name) => splitOf(name, 0.1, 1) !== splitOf(name, 0.1, 2))).toBe(true);
    const validation = names.filter((name) => splitOf(name, 0.1, 1) === "validation");
    expect(validation.every((name) => splitOf(name, 0.2, 1) === "validation")).toBe(true);
  });
});
