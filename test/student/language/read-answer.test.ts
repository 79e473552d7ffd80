import { describe, expect, it } from "vitest";
import { readAnswerLines, toAnswerPositions } from "../../../src/student/language/read-answer.js";
import type { EvidenceKind } from "../../../src/text/evidence-kinds.js";
import { evidenceText } from "../../support/evidence.js";
import { readTask } from "../../../src/student/language/task-reader.js";

const task = readTask(
  ["User: 7", "Candidates:", '- [1] "One" (Drama)', '- [2] "Two" (War)'].join("\n"),
);

/** Token names per position, for an answer with the given lines. */
function read(lines: readonly string[], evidence = new Map()): string[][] {
  const parsed = readAnswerLines(lines.join("\n"), task);
  const positions = toAnswerPositions(parsed, { answer: 3, evidence });
  expect(positions.every(({ answer, isWritten }) => answer === 3 && !isWritten)).toBe(true);
  return positions.map(({ tokens }) => tokens.map(({ name }) => name));
}

const neighbors = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `${index + 1}. user ${index}: similarity 0.50, 3 of 10 choices in common`,
  );
const HISTORY = "User 7 has 12 earlier choices. Window recent: all 12, oldest first.";
const interactions = (count: number) => [
  HISTORY,
  "1.",
  ...Array.from({ length: count }, (_, index) => `[${index + 50}] "Past"`),
];

describe("toAnswerPositions", () => {
  it("reads 30 lines and ignores the 31st", () => {
    expect(read(neighbors(30))).toHaveLength(30 + 1); // and the final position
    const positions = read(neighbors(31));
    expect(positions).toHaveLength(30 + 1);
    expect(positions.at(-2)).toContain("nearest:30");
    expect(positions.at(-1)).toEqual(["answered"]);
  });

  it("reads the latest 10 interactions of a history, with their age", () => {
    const positions = read(interactions(12));
    expect(positions).toHaveLength(10 + 1);
    expect(positions[0]).toEqual(["choice", "ago:10"]);
    expect(positions[9]).toEqual(["choice", "ago:1"]);
  });

  it("reads log(1 + days) until the next interaction, at least 0", () => {
    const gaps = (dates: readonly string[]) =>
      toAnswerPositions(
        readAnswerLines(
          [HISTORY, ...dates.map((date, at) => `${at + 1}. ${date}\n[9] "Past"`)].join("\n"),
          task,
        ),
        { answer: 0, evidence: new Map() },
      ).map(({ tokens }) =>
        tokens
          .filter(({ name }) => name.startsWith("gap"))
          .map(({ name, weight }) => `${name} x ${weight.toFixed(2)}`),
      );
    // Buckets are 0, 1, ... 7. Two days: log 3 = 1.10. One day: log 2 = 0.69.
    expect(gaps(["1997-12-01", "1997-12-03", "1997-12-04", "1997-12-02"])).toEqual([
      ["gap:1 x 0.90", "gap:2 x 0.10"],
      ["gap:0 x 0.31", "gap:1 x 0.69"],
      ["gap:0 x 1.00"],
      [],
      [],
    ]);
  });

  it("reads no days without both dates", () => {
    const item = '[9] "Past"';
    const positions = read([HISTORY, "1.", item, "2. 1997-12-03", item, "3.", item]);
    expect(positions.map((names) => names.slice(1))).toEqual([["ago:3"], ["ago:2"], ["ago:1"], []]);
  });

  it("numbers neighbors, but not lines of evidence", () => {
    const text = evidenceText({ stated: ["together_3"], rows: { "9": [] } });
    expect(read([text])[0]).toEqual(["other item", "together_3:none"]);
    expect(read(neighbors(2)).map((names) => names.at(-1))).toEqual([
      "nearest:1",
      "nearest:2",
      "answered",
    ]);
  });

  it("marks an answer without readable lines", () => {
    expect(read(["Error: no such user."])).toEqual([["unread"]]);
  });

  it("repeats earlier evidence about a candidate", () => {
    const evidence = new Map();
    const about2 = (kind: EvidenceKind) => evidenceText({ stated: [kind], rows: { "2": [] } });
    expect(read([about2("together_3")], evidence)[0]).toEqual(["letter", "together_3:none"]);
    expect(read([about2("soon_after_1")], evidence)[0]).toEqual([
      "letter",
      "together_3:none",
      "soon_after_1:none",
    ]);
    expect([...evidence.keys()]).toEqual([1]);
  });
});
