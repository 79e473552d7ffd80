import { describe, expect, it } from "vitest";
import {
  type AnswerLine,
  readEvidenceRows,
  readHistoryEntry,
  readNeighborLine,
} from "../../../src/student/language/read-answer-line.js";
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
/** Names of a line's tokens, with candidate and weight where they have them. */
const namesOf = (line: AnswerLine | undefined) =>
  line?.tokens.map(({ name, weight, candidate }) => {
    const subject = candidate === undefined ? name : `${name} ${candidate}`;
    return weight === 1 ? subject : `${subject} x ${weight.toFixed(2)}`;
  });

describe("readEvidenceRows", () => {
  const stated = ["together_3", "soon_after_1"] as const;
  const readings = [{ kind: "together_3", value: 4, base: 9, lift: 1, topPercent: 100 }] as const;

  it("reads strength and lift of each kind of evidence", () => {
    // -ln 1 = 0 is the first bucket of strength; ln 1 = 0 is 3 of the 7 from -3 to 4, bucket 6 of 0 to 14.
    const rows = [{ itemId: "2", readings }];
    const [line] = readEvidenceRows({ newItems: 9, stated, rows }, task);
    expect(line).toMatchObject({ kind: "evidence", about: 1 });
    expect([...(line?.kinds?.keys() ?? [])]).toEqual(["together_3", "soon_after_1"]);
    expect(line?.kinds?.get("together_3")?.map(({ name }) => name)).toEqual([
      "together_3:0",
      "together_3 lift:6",
    ]);
    expect(line?.kinds?.get("soon_after_1")?.map(({ name }) => name)).toEqual([
      "soon_after_1:none",
    ]);
  });

  it("reads an item that is not a candidate", () => {
    const rows = [{ itemId: "5", readings: [] }];
    const [line] = readEvidenceRows({ newItems: 9, stated, rows }, task);
    expect(namesOf(line)).toEqual(["other item", "together_3:none", "soon_after_1:none"]);
  });
});

describe("readHistoryEntry", () => {
  it("describes an interaction by the candidates that share its categories", () => {
    const item = { id: "5", title: "Five", categories: ["War", "Drama"] };
    const line = readHistoryEntry({ position: 3, date: "1997-12-04", item }, task);
    expect(namesOf(line)).toEqual(["choice", "shares 0", "shares 1"]);
    expect(line.date).toBe(Date.UTC(1997, 11, 4) / 1000);
    const bare = { position: 3, item: { ...item, categories: [] } };
    expect(namesOf(readHistoryEntry(bare, task))).toEqual(["choice"]);
  });
});

describe("readNeighborLine", () => {
  const tokensOf = (line: string) => namesOf(readNeighborLine(line, task));

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

  it.each(["", "w: users", "There is no user 7.", "<recommend>", '[1] "One": boasts', "1|9 9 1"])(
    "ignores %j",
    (line) => expect(readNeighborLine(line, task)).toBeUndefined(),
  );
});
