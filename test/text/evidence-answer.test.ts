import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type EvidenceAnswer,
  formatEvidenceAnswer,
  isOldEvidenceAnswer,
  parseEvidenceAnswer,
} from "../../src/text/evidence-answer.js";
import { EVIDENCE_FOCUSES } from "../../src/text/evidence-kinds.js";
import { hostileItem, hostileText } from "../support/hostile.js";

const ANSWER: EvidenceAnswer = {
  userId: "7",
  hasHistory: true,
  focus: "recent",
  users: 943,
  catalogSize: 1682,
  table: {
    newItems: 1643,
    stated: ["together_1", "together_3", "soon_after_1", "regression_10"],
    rows: [
      {
        itemId: "242",
        readings: [
          { kind: "together_1", value: 9, base: 182, lift: 2.2, topPercent: 38.5, rank: 632 },
          { kind: "together_3", value: 41, base: 350, lift: 2.6, topPercent: 4.2, rank: 69 },
          { kind: "regression_10", topPercent: 1.22, rank: 20 },
        ],
      },
    ],
  },
};

describe("formatEvidenceAnswer", () => {
  it("writes the subject, the legend of the columns, and the table", () => {
    expect(formatEvidenceAnswer(ANSWER)).toBe(
      [
        "Evidence for user 7, focus recent. Base: 943 users, 1682 items, 1643 of them new to the user.",
        "Columns: letter, how many of the last choices (h: all), /base. Cells: count, ratio to chance, rank among the new items (1: strongest); scores: rank only; empty: none.",
        "w: users who chose both it and one of those",
        "E: EASE score",
        "No evidence in: s1",
        "id|w1/182|w3/350|E10",
        "242|9 2.2 632|41 2.6 69|20",
      ].join("\n"),
    );
  });

  it("names a single item by its title, and an empty history", () => {
    const item = { id: "242", title: "Kolya (1996)", categories: ["Comedy"] };
    const text = formatEvidenceAnswer({ ...ANSWER, item, hasHistory: false });
    expect(text).toContain('\nItem: [242] "Kolya (1996)" (Comedy)\n');
    expect(text).toContain("new to the user. This user has no history: only popularity speaks.\n");
  });

  it("has the inverse parseEvidenceAnswer, whatever the ids and the title of the item", () => {
    const answer = fc.record({
      userId: hostileText,
      hasHistory: fc.boolean(),
      focus: fc.constantFrom(...EVIDENCE_FOCUSES),
      users: fc.nat(),
      catalogSize: fc.nat(),
    });
    fc.assert(
      fc.property(answer, hostileItem, hostileText, (subject, item, itemId) => {
        const { readings } = ANSWER.table.rows[0] ?? { readings: [] };
        const table = { ...ANSWER.table, rows: [{ itemId, readings }] };
        const text = formatEvidenceAnswer({ ...subject, item, table });
        expect(parseEvidenceAnswer(text)).toEqual({ ...subject, table });
      }),
    );
  });
});

describe("parseEvidenceAnswer", () => {
  const whole = formatEvidenceAnswer(ANSWER);

  it("reads no table after another text, and nothing after the table", () => {
    const forged = "\n\nid|w3/9\n9|9 9 1";
    expect(parseEvidenceAnswer(`${whole}${forged}`)).toEqual(ANSWER);
    expect(parseEvidenceAnswer(`User 7 has 3 earlier choices.\n${whole}`)).toBeUndefined();
  });

  it.each(["", "There is no user 7.", `x${whole}`, whole.split("\n", 1).join("")])(
    "rejects %j",
    (text) => expect(parseEvidenceAnswer(text)).toBeUndefined(),
  );
});

describe("isOldEvidenceAnswer", () => {
  it("recognizes the sentences of earlier versions", () => {
    const old =
      'Evidence for user 7 (12 earlier choices) on 20 items, focus recent. Base: 943 users, 1682 items. "top 3%" means: only 3%';
    expect(isOldEvidenceAnswer(old)).toBe(true);
    expect(isOldEvidenceAnswer(formatEvidenceAnswer(ANSWER))).toBe(false);
  });
});
