import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { completeRanking } from "../../src/graphs/complete-ranking.js";
import { explainAnswer, readEvidence, readReasoning } from "../../src/graphs/explain-answer.js";
import { evidenceText, reading } from "../support/evidence.js";
import { block } from "./student-support.js";

describe("readEvidence", () => {
  const items = new Map([["d", { id: "d", title: "Item d", categories: [] }]]);

  it("collects distinct statements per candidate in the order of the ranking, without empty kinds", () => {
    const togetherWithLast = reading("together_1", 4.1, 2);
    const first = evidenceText({
      stated: ["together_1", "together_3"],
      rows: { d: [togetherWithLast] },
    });
    const second = evidenceText({
      stated: ["together_1", "regression_10"],
      rows: { d: [togetherWithLast, reading("regression_10", 10)] },
    });
    expect(readEvidence([first, second], ["x", "d"], items)).toEqual([
      { itemId: "x", title: "", statements: [] },
      {
        itemId: "d",
        title: "Item d",
        statements: ["with last 1: 2 of 90, 3x chance, top 4.10%", "EASE from last 10: top 10.0%"],
      },
    ]);
  });
});

describe("readReasoning", () => {
  it("joins blocks of one kind, and is null without any", () => {
    const said = (text: string) => new AIMessage(text);
    expect(readReasoning([])).toEqual({ plan: null, analyses: [], reflection: null });
    expect(
      readReasoning([
        said(block("plan", "A.")),
        said(`${block("plan", "B.")}\n${block("analysis", "C.")}`),
      ]),
    ).toEqual({ plan: "A.\n\nB.", analyses: ["C."], reflection: null });
  });
});

describe("explainAnswer", () => {
  it("reads a teacher's state", () => {
    const finding = { agent: "a", round: 1, question: "?", answer: '{"reasoning":"So."}' };
    const state = {
      ranking: [],
      plan: { reasoning: "First a.", assignments: [] },
      findings: [{ ...finding, observations: [{ tool: "t", text: "seen" }] }],
      reflections: [{ reasoning: "Hm." }, { reasoning: "Fine." }],
      reasoning: "It leads.",
    };
    expect(explainAnswer(state)).toEqual({
      plan: "First a.",
      analyses: [{ agent: "a", text: "So." }],
      reflection: "Fine.",
      reasoning: "It leads.",
      toolAnswers: ["seen"],
    });
    expect(explainAnswer({ ...state, reasoning: "" }).reasoning).toBe("Fine.");
  });

  it("reads the tool answers of a conversation", () => {
    const messages = [new ToolMessage({ content: "seen", tool_call_id: "1" })];
    expect(explainAnswer({ messages }).toolAnswers).toEqual(["seen"]);
  });

  it.each([{}, { plan: "text", findings: 3, reflections: [1], reasoning: null, messages: ["x"] }])(
    "is empty for a state of another form: %o",
    (state) => {
      const empty = { plan: null, reflection: null, reasoning: null };
      expect(explainAnswer(state)).toEqual({ ...empty, analyses: [], toolAnswers: [] });
    },
  );
});

describe("completeRanking", () => {
  it.each([
    { ranking: ["b"], scores: undefined, complete: ["b", "a", "c"] },
    { ranking: ["b"], scores: { a: 1, b: 0, c: 2 }, complete: ["b", "c", "a"] },
    { ranking: ["b"], scores: { c: 2 }, complete: ["b", "a", "c"] },
    { ranking: [], scores: undefined, complete: ["a", "b", "c"] },
  ])("completes $ranking with scores $scores to $complete", ({ ranking, scores, complete }) => {
    const { ranking: all, appended } = completeRanking({ ranking, scores }, ["a", "b", "c"]);
    expect(all).toEqual(complete);
    expect(appended).toEqual(complete.slice(ranking.length));
  });

  it.each([[["a", "a"]], [["x"]]])("rejects %o", (ranking) => {
    expect(() => completeRanking({ ranking }, ["a", "b"])).toThrow(
      expect.objectContaining({ code: "RANKING_INVALID" }),
    );
  });
});
