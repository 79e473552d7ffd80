import { describe, expect, it } from "vitest";
import { readAnswerLine } from "../../../src/student/language/read-answer-line.js";
import { readTask } from "../../../src/student/language/task-reader.js";

const task = readTask(
  [
    "User: 7",
    'Latest choices, oldest first: [9] "Nine"',
    "Candidates:",
    '- [1] "One" (Drama)',
    '- [2] "Two [1]" (War)',
  ].join("\n"),
);
const tokensOf = (line: string) =>
  readAnswerLine(line, task)?.tokens.map(({ name, weight, candidate }) => {
    const subject = candidate === undefined ? name : `${name} ${candidate}`;
    return weight === 1 ? subject : `${subject} x ${weight.toFixed(2)}`;
  });

describe("readAnswerLine", () => {
  it("reads strength and lift of each kind of evidence", () => {
    // -ln 1 = 0 is the first bucket of strength; ln 1 = 0 is 3 of the 7 from -3 to 4, bucket 6 of 0 to 14.
    const line =
      '[2] "Two [1]" (War): with last 3: 4 of 9, 1.00x chance, top 100.0%; soon after last 1: none';
    expect(readAnswerLine(line, task)).toMatchObject({ kind: "evidence", about: 1 });
    const kinds = readAnswerLine(line, task)?.kinds;
    expect([...(kinds?.keys() ?? [])]).toEqual(["together_3", "soon_after_1"]);
    expect(kinds?.get("together_3")?.map(({ name }) => name)).toEqual([
      "together_3:0",
      "together_3 lift:6",
    ]);
    expect(kinds?.get("soon_after_1")?.map(({ name }) => name)).toEqual(["soon_after_1:none"]);
  });

  it("describes an interaction by the candidates that share its categories", () => {
    expect(tokensOf('3. 1997-12-04 [5] "Five" (War, Drama)')).toEqual([
      "choice",
      "shares 0",
      "shares 1",
    ]);
    expect(tokensOf('3. [5] "Five"')).toEqual(["choice"]);
  });

  it("reads neighbors", () => {
    expect(tokensOf("2. user 12: similarity 0.50, 3 of 10 choices in common")).toEqual([
      "similar user",
      "similarity:5",
      "common:3",
    ]);
    expect(tokensOf('1. [1] "One" (Drama): similarity 0.95, 0 users chose both')).toEqual([
      "similar item",
      "letter 0",
      "similarity:9 x 0.50",
      "similarity:10 x 0.50",
      "together:0",
    ]);
  });

  it.each([
    "",
    "# with last 1: users",
    "There is no user 7.",
    "<recommend>",
    '[1] "One": boasts: 9 of 9, 9.00x chance, top 1.00%',
  ])("ignores %j", (line) => expect(readAnswerLine(line, task)).toBeUndefined());
});
