import { describe, expect, it } from "vitest";
import { summarize } from "../../../src/models/offline/offline-model.js";
import { formatHistoryLine } from "../../../src/text/history-line.js";
import { HOSTILE_TITLE } from "../../support/hostile.js";
import { conversation } from "./support.js";

const line = (position: number, ...categories: string[]) =>
  formatHistoryLine({ position, item: { id: `${position}`, title: `T${position}`, categories } });

const fold = (before: string, ...lines: string[]) =>
  summarize(conversation("summarizer", { "Summary so far": before, Window: lines.join("\n") }))
    .summary;

describe("summarize", () => {
  it("counts categories over windows, choices that two windows share once", () => {
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

  it("says something of choices without categories", () => {
    expect(fold("", line(1))).toBe('Up to choice 1: no categories. Latest: "T1".');
  });

  it("carries hostile categories on, quoted and without tags", () => {
    const first = fold("", line(1, HOSTILE_TITLE));
    expect(first).not.toMatch(/[\n\u2028]|<[/|a-z]/);
    expect(fold(first, line(2, HOSTILE_TITLE))).toContain('" 2. Latest: "T2".');
  });
});
