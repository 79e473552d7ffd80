import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatTaskPrompt,
  listCandidates,
  listHistoryLines,
  listLatestItems,
  parseTaskPrompt,
  withoutCandidates,
} from "../../src/text/task-prompt.js";
import { hostileItem, hostileText } from "../support/hostile.js";

const item = (id: string, ...categories: string[]) => ({ id, title: `Item ${id}`, categories });

const TASK = {
  userId: "u1",
  history: [item("a", "x"), item("b", "x", "y"), item("c", "y"), item("d", "x")],
  period: ["1970-01-02", "1970-01-05"],
  recentCount: 2,
  candidates: [item("e", "z"), item("f")],
} as const;

const PROMPT = `<data>
User: u1
Earlier choices: 4, from 1970-01-02 to 1970-01-05
Latest choices, oldest first: [b] "Item b", [c] "Item c", [d] "Item d"
Categories of the last 2 choices: "y" 1, "x" 1
Categories of all choices: "x" 3, "y" 2
Candidates:
[e] "Item e" (z)
[f] "Item f"
</data>
Order these 2 candidates by how likely the user is to choose each next.`;

describe("formatTaskPrompt", () => {
  it("writes user, summary of the history, candidates and instruction", () => {
    expect(formatTaskPrompt(TASK)).toBe(PROMPT);
  });
});

describe("parseTaskPrompt", () => {
  it("reads what formatTaskPrompt writes", () => {
    expect(parseTaskPrompt(PROMPT)).toEqual({
      userId: "u1",
      historyLength: 4,
      latestItem: "d",
      recentCategories: new Map([
        ["y", 1],
        ["x", 1],
      ]),
      allCategories: new Map([
        ["x", 3],
        ["y", 2],
      ]),
      candidates: TASK.candidates,
    });
  });

  it("is the inverse of formatTaskPrompt for hostile ids, titles and categories", () => {
    const items = fc.array(hostileItem, { maxLength: 4 });
    fc.assert(
      fc.property(hostileText, items, items, (userId, history, candidates) => {
        const prompt = formatTaskPrompt({ userId, history, recentCount: 2, candidates });
        const parsed = parseTaskPrompt(prompt);
        expect(parsed).toMatchObject({ userId, historyLength: history.length, candidates });
        expect(parsed.latestItem).toBe(history.at(-1)?.id);
        expect(listLatestItems(prompt)).toEqual(history.slice(-3).map(({ id }) => id));
        const recent = new Set(history.slice(-2).flatMap(({ categories }) => categories));
        expect(new Set(parsed.recentCategories.keys())).toEqual(new Set([...recent].slice(0, 6)));
      }),
    );
  });

  it("reads zeros and empty lists from other text", () => {
    expect(parseTaskPrompt('Order this:\n- [1] "One"')).toEqual({
      userId: "",
      historyLength: 0,
      latestItem: undefined,
      recentCategories: new Map(),
      allCategories: new Map(),
      candidates: [],
    });
  });
});

describe("listCandidates", () => {
  it("lists the items below the line Candidates:", () => {
    expect(listCandidates(PROMPT)).toEqual(TASK.candidates);
  });
});

describe("withoutCandidates", () => {
  it("leaves out the candidates and the instruction to order them", () => {
    const data = PROMPT.split("\n").slice(0, 6);
    expect(withoutCandidates(PROMPT)).toBe([...data, "</data>"].join("\n"));
  });

  it("changes no other text", () => {
    const other = "Order these 2 candidates by how likely the user is to choose each next.";
    expect(withoutCandidates(other)).toBe(other);
  });
});

describe("listHistoryLines", () => {
  it("returns the lines on the history", () => {
    expect(listHistoryLines(PROMPT)).toEqual(PROMPT.split("\n").slice(2, 6));
  });
});
