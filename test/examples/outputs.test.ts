import { describe, expect, it } from "vitest";
import { compareOutputs } from "../../examples/runner/compare-outputs.js";
import { toComparable, toStored, type CellOutput } from "../../examples/runner/outputs.js";

const text = (content: string): CellOutput => ({ kind: "text", text: content });
const value = (data: Record<string, string>): CellOutput => ({ kind: "value", data });

describe("toComparable", () => {
  it("joins texts that follow each other", () => {
    const outputs = [text("a\n"), text("b\n"), value({ "text/plain": "c" }), text("d")];
    expect(toComparable(outputs)).toEqual([text("a\nb\n"), outputs[2], outputs[3]]);
  });

  it.each([
    { shown: "took 1,204.5 ms, then 3 s and 2 min", kept: "took … ms, then … s and … min" },
    { shown: "in 12s", kept: "in …s" },
    { shown: "3 sets, item-4 s, v1.2 seconds", kept: "3 sets, item-… s, v1.2 seconds" },
  ])("hides the times in $shown", ({ shown, kept }) => {
    expect(toComparable([text(shown)])).toEqual([text(kept)]);
  });

  it("keeps pictures as they are, and leaves out pages in frames", () => {
    const picture = '<svg><animate dur="1 s"/></svg>';
    const shown = { "text/html": '<iframe srcdoc=""></iframe>', "image/svg+xml": picture };
    expect(toComparable([value(shown)])).toEqual([value({ "image/svg+xml": picture })]);
  });
});

describe("compareOutputs", () => {
  it("finds no difference between equal outputs", () => {
    const outputs = [text("a\nb"), value({ "text/plain": "c" })];
    expect(compareOutputs(outputs, structuredClone(outputs))).toBeUndefined();
  });

  it.each([
    {
      name: "a line",
      now: [text("a\nc")],
      found: 'output (stdout), line 2: stored is "b", now "c".',
    },
    {
      name: "a line that is missing",
      now: [text("a")],
      found: 'output (stdout), line 2: stored is "b", now no such line.',
    },
    {
      name: "an output more",
      now: [text("a\nb"), value({ "text/plain": "c" })],
      found: 'stores the outputs "stdout", but now has "stdout; text/plain".',
    },
    { name: "no output", now: [], found: 'stores the outputs "stdout", but now has "".' },
  ])("finds $name", ({ now, found }) => {
    expect(compareOutputs([text("a\nb")], now)).toBe(found);
  });

  it("shows the place where long lines begin to differ", () => {
    const line = "x".repeat(500);
    const found = compareOutputs([text(`${line}1`)], [text(`${line}2`)]);
    expect(found).toMatch(/stored is "…x{20}1", now "…x{20}2"/);
  });

  it("compares types only if asked", () => {
    const stored = [value({ "text/plain": "1" })];
    const now = [value({ "text/plain": "2" })];
    expect(compareOutputs(stored, now, { typesOnly: true })).toBeUndefined();
    const other = [value({ "text/html": "1" })];
    expect(compareOutputs(stored, other, { typesOnly: true })).toMatch(/^stores the outputs/);
  });
});

describe("toStored", () => {
  it("writes lines with their ends and MIME types in order", () => {
    const data = { "text/plain": "a\nb", "image/svg+xml": "c\n" };
    expect(JSON.stringify(toStored(value(data), 3))).toBe(
      '{"data":{"image/svg+xml":["c\\n"],"text/plain":["a\\n","b"]},"execution_count":3,"metadata":{},"output_type":"execute_result"}',
    );
  });
});
