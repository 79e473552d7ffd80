import { describe, expect, it } from "vitest";
import { updateSummary } from "../../../src/models/offline/summarizer.js";
import { fenceText } from "../../../src/text/data-text.js";
import { formatHistory, type HistoryEntry } from "../../../src/text/history-answer.js";
import { HOSTILE_TITLE } from "../../support/hostile.js";
import { roleRequest } from "./support.js";

const entry = (position: number, ...categories: string[]) => ({
  position,
  item: { id: `${position}`, title: `T${position}`, categories },
});

const fold = (before: string, ...entries: HistoryEntry[]) => {
  const Window = fenceText(formatHistory(entries).join("\n"));
  return updateSummary(roleRequest("summarizer", { "Summary so far": before, Window })).summary;
};

describe("updateSummary", () => {
  it("counts categories over windows, and interactions in two windows once", () => {
    const first = fold("", entry(1, "x"), entry(2, "x", "y"), entry(3, "z"));
    expect(first).toBe('Up to choice 3: "x" 2, "y" 1, "z" 1. Latest: "T2", "T3".');
    const second = fold(
      `<data>\n${first}\n</data>`,
      entry(2, "x", "y"),
      entry(3, "z"),
      entry(4, "z"),
      entry(5, "z"),
    );
    expect(second).toBe('Up to choice 5: "z" 3, "x" 2, "y" 1. Latest: "T4", "T5".');
  });

  it("reports interactions without categories", () => {
    expect(fold("", entry(1))).toBe('Up to choice 1: no categories. Latest: "T1".');
  });

  it("quotes hostile categories and escapes their tags", () => {
    const first = fold("", entry(1, HOSTILE_TITLE));
    expect(first).not.toMatch(/[\n\u2028]|<[/|a-z]/);
    expect(fold(first, entry(2, HOSTILE_TITLE))).toContain('" 2. Latest: "T2".');
  });
});
