import { describe, expect, it } from "vitest";
import { updateSummary } from "../../../src/models/offline/summarizer.js";
import { formatHistoryLine } from "../../../src/text/history-line.js";
import { HOSTILE_TITLE } from "../../support/hostile.js";
import { roleRequest } from "./support.js";

const line = (position: number, ...categories: string[]) =>
  formatHistoryLine({ position, item: { id: `${position}`, title: `T${position}`, categories } });

const fold = (before: string, ...lines: string[]) =>
  updateSummary(roleRequest("summarizer", { "Summary so far": before, Window: lines.join("\n") }))
    .summary;

describe("updateSummary", () => {
  it("counts categories over windows, and interactions in two windows once", () => {
    const first = fold("", line(1, "x"), line(2, "x", "y"), line(3, "z"));
    expect(first).toBe('Up to choice 3: "x" 2, "y" 1, "z" 1. Latest: "T2", "T3".');
    const second = fold(
      `<data>\n${first}\n</data>`,
      line(2, "x", "y"),
      line(3, "z"),
      line(4, "z"),
      line(5, "z"),
    );
    expect(second).toBe('Up to choice 5: "z" 3, "x" 2, "y" 1. Latest: "T4", "T5".');
  });

  it("reports interactions without categories", () => {
    expect(fold("", line(1))).toBe('Up to choice 1: no categories. Latest: "T1".');
  });

  it("quotes hostile categories and escapes their tags", () => {
    const first = fold("", line(1, HOSTILE_TITLE));
    expect(first).not.toMatch(/[\n\u2028]|<[/|a-z]/);
    expect(fold(first, line(2, HOSTILE_TITLE))).toContain('" 2. Latest: "T2".');
  });
});
