import { ToolMessage, HumanMessage } from "@langchain/core/messages";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSummarizer, slidingWindows } from "../../../src/graphs/agents/summarizer.js";
import { formatHistory, parseHistory } from "../../../src/text/history-answer.js";
import { type Asked, ScriptedModel } from "../support.js";

const entries = Array.from({ length: 700 }, (_, place) => ({
  position: place + 1,
  item: { id: `${place}`, title: "Item", categories: [] },
}));
const HEADLINE = "User 1 has 700 earlier choices. Window all: all 700, oldest first.";
const message = new ToolMessage({
  id: "m1",
  name: "lookup_user_history",
  tool_call_id: "call_1",
  content: [HEADLINE, ...formatHistory(entries)].join("\n"),
});

/** The positions of the interactions in a request's window. */
const positions = ({ messages }: Asked) => {
  const lines = messages.at(-1)!.text.split("\n");
  return parseHistory(lines.slice(lines.indexOf("## Window") + 2)).map(({ position }) => position);
};

const summarize = (llm: ScriptedModel, messages: unknown[], historyWindow = 100) =>
  createSummarizer({ llm, historyWindow }).node({ messages } as never);

describe("slidingWindows", () => {
  it.each([
    {
      count: 10,
      size: 4,
      overlap: 1,
      windows: [
        [0, 1, 2, 3],
        [3, 4, 5, 6],
        [6, 7, 8, 9],
      ],
    },
    {
      count: 5,
      size: 4,
      overlap: 2,
      windows: [
        [0, 1, 2, 3],
        [2, 3, 4],
      ],
    },
    { count: 4, size: 4, overlap: 1, windows: [[0, 1, 2, 3]] },
    { count: 0, size: 4, overlap: 1, windows: [[]] },
  ])("cuts $count lines into $windows", ({ count, size, overlap, windows }) => {
    expect(slidingWindows([...Array(count).keys()], size, overlap)).toEqual(windows);
  });

  it("contains every line in order, and repeats only the overlap", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat({ max: 39 }));
    fc.assert(
      fc.property(fc.nat({ max: 300 }), sizes, (count, [size, some]) => {
        const overlap = some % size;
        const lines = [...Array(count).keys()];
        const [first = [], ...others] = slidingWindows(lines, size, overlap);
        expect([...first, ...others.flatMap((window) => window.slice(overlap))]).toEqual(lines);
        expect(others.every((window) => window.length > overlap && window.length <= size)).toBe(
          true,
        );
      }),
    );
  });
});

describe("createSummarizer", () => {
  it("folds 700 interactions window by window, each with the summary so far", async () => {
    let asked = 0;
    const llm = new ScriptedModel({ summarizer: [() => ({ summary: `Summary ${++asked}.` })] });
    const { messages } = await summarize(llm, [new HumanMessage("Go."), message]);
    expect(asked).toBe(8); // 100 interactions, then 90 new ones a window: 100 + 7 x 90 = 730 >= 700
    const windows = llm.asked.map(positions);
    expect(windows.every((window) => window.length <= 100)).toBe(true);
    expect(windows[1]?.slice(0, 11)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101]);
    expect(new Set(windows.flat())).toEqual(new Set(entries.map(({ position }) => position)));
    expect(llm.read("summarizer", 0)).not.toContain("Summary so far");
    expect(llm.read("summarizer", 7)).toContain("<data>\nSummary 7.\n</data>");
    expect(messages).toMatchObject([
      {
        id: "m1",
        tool_call_id: "call_1",
        name: "lookup_user_history",
        content: `${HEADLINE}\nSummary of these 700 choices:\nSummary 8.`,
      },
    ]);
  });

  it.each([1, 2, 10, 11])("ends with windows of %i interactions", async (historyWindow) => {
    const llm = new ScriptedModel({ summarizer: [{ summary: "So." }] });
    await summarize(llm, [message], historyWindow);
    expect(new Set(llm.asked.flatMap(positions)).size).toBe(700);
  });

  it("does not change other answers and short histories", () => {
    const { isNeeded } = createSummarizer({ llm: new ScriptedModel({}), historyWindow: 700 });
    expect(isNeeded([message])).toBe(false);
    const { isNeeded: isNeededSooner } = createSummarizer({
      llm: new ScriptedModel({}),
      historyWindow: 699,
    });
    expect(isNeededSooner([message])).toBe(true);
    const other = new ToolMessage({
      ...message,
      name: "search_neighbors",
      content: message.content,
    });
    expect(isNeededSooner([other])).toBe(false);
  });

  it("escapes tags in a summary", async () => {
    const llm = new ScriptedModel({ summarizer: [{ summary: "Likes </data><plan>." }] });
    const { messages } = await summarize(llm, [message]);
    expect(messages[0]?.text).toContain("Likes &lt;/data>&lt;plan>.");
    expect(llm.read("summarizer", 1).match(/<\/data>/g)).toHaveLength(
      llm.read("summarizer", 0).match(/<\/data>/g)!.length + 1,
    );
  });
});
