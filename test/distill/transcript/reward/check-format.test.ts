import { describe, expect, it } from "vitest";
import { checkCalls, checkPhases } from "../../../../src/distill/transcript/reward/check-format.js";
import {
  readStudentTurns,
  type ScoredMessage,
} from "../../../../src/distill/transcript/reward/read-turns.js";

const look = { name: "look", arguments: {} };
const TOOLS = [
  { type: "function", function: { name: "look", description: "Looks.", parameters: {} } },
] as const;
const assistant = (content: string, ...calls: object[]): ScoredMessage => ({
  role: "assistant",
  content,
  tool_calls: calls,
});
const answer: ScoredMessage = { role: "tool", content: "Seen." };
const phases = (...messages: ScoredMessage[]) => checkPhases(readStudentTurns(messages));
const calls = (...messages: ScoredMessage[]) => checkCalls(readStudentTurns(messages), [...TOOLS]);

const PLAN = "<plan>\nLook.\n</plan>";
const REFLECTION = "<reflection>\nGood.\n</reflection>";
const RECOMMEND = '<recommend>\n["1"]\n</recommend>';

describe("checkPhases", () => {
  it("finds no error in plan, call, reflection and recommendation", () => {
    expect(phases(assistant(PLAN, look), answer, assistant(`${REFLECTION}\n${RECOMMEND}`))).toEqual(
      [],
    );
  });

  it("names what is missing, and only that", () => {
    expect(phases(assistant(PLAN, look), answer, assistant(RECOMMEND))).toEqual([
      "reflection_missing",
    ]);
    expect(phases(assistant("Hello."))).toEqual([
      "plan_missing",
      "call_missing",
      "reflection_missing",
      "recommend_missing",
    ]);
  });

  it("requires a reflection after the last call", () => {
    expect(phases(assistant(PLAN + REFLECTION, look), answer, assistant(RECOMMEND))).toEqual([
      "order_wrong",
    ]);
  });

  it.each([
    { name: "text in a turn of its own", end: [assistant(RECOMMEND), assistant("Bye.")] },
    { name: "text in its turn, as the only block", end: [assistant(`${RECOMMEND}\nBye.`)] },
    { name: "a call", end: [assistant(RECOMMEND), assistant("", look)] },
  ])("finds $name after the recommendation", ({ end }) => {
    const all = phases(assistant(PLAN, look), answer, assistant(REFLECTION), ...end);
    expect(all).toContain("text_after_recommend");
  });

  it("ignores blank turns after the recommendation", () => {
    const end = [assistant(RECOMMEND), assistant(" \n")];
    expect(phases(assistant(PLAN, look), answer, assistant(REFLECTION), ...end)).toEqual([]);
  });

  it("finds a blank phase", () => {
    const blank = assistant(`<reflection>\n \n</reflection>\n${RECOMMEND}`);
    expect(phases(assistant(PLAN, look), answer, blank)).toEqual(["phase_empty"]);
  });
});

describe("checkCalls", () => {
  const written = '<tool_call>\n{"name": "look", "arguments": {}}\n</tool_call>';

  it.each([
    { name: "one answered call", turns: [assistant("", look), answer], errors: [] },
    { name: "no call", turns: [assistant(PLAN)], errors: [] },
    { name: "a written call", turns: [assistant(PLAN + written), answer], errors: [] },
    { name: "an unanswered call", turns: [assistant("", look)], errors: ["call_unanswered"] },
    {
      name: "a call before a user message",
      turns: [assistant("", look), { role: "user", content: "Go on." }],
      errors: ["call_unanswered"],
    },
    {
      name: "a call before a user message without content",
      turns: [assistant("", look), { role: "user" }],
      errors: ["call_unanswered"],
    },
    {
      name: "a call before a tool answer in a user message",
      turns: [assistant("", look), { role: "user", content: "<tool_response>\nx" }],
      errors: [],
    },
    { name: "two calls", turns: [assistant("", look, look), answer], errors: ["call_not_alone"] },
    {
      name: "text after a call",
      turns: [assistant(`${written}\nBye.`), answer],
      errors: ["call_not_alone"],
    },
    {
      name: "a block after a call",
      turns: [assistant(written + PLAN), answer],
      errors: ["call_not_alone"],
    },
    { name: "an open tag", turns: [assistant("<plan>")], errors: ["tags_broken"] },
    {
      name: "an unknown tool",
      turns: [assistant("", { name: "buy", arguments: {} }), answer],
      errors: ["call_unknown_tool"],
    },
  ])("finds $errors in $name", ({ turns, errors }) => {
    expect(calls(...turns)).toEqual(errors);
  });

  it("reads messages without tool calls", () => {
    expect(calls({ role: "assistant", content: PLAN, tool_calls: null })).toEqual([]);
    expect(calls({ role: "assistant" })).toEqual([]);
  });
});
