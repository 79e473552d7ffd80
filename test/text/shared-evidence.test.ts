import { describe, expect, it } from "vitest";
import { parseEvidenceAnswer } from "../../src/text/evidence-answer.js";
import type { EvidenceKind } from "../../src/text/evidence-kinds.js";
import { formatReference, joinEvidence, resolveReference } from "../../src/text/shared-evidence.js";
import { evidenceText, reading } from "../support/evidence.js";

/** A parsed answer with the same readings for every item, of the kinds `together_...`; the others are empty. */
function answer(
  focus: "recent" | "neighbors" | "all",
  stated: readonly EvidenceKind[],
  { ids = ["1", "2"], userId = "7", percent = 5 } = {},
) {
  const kinds = stated.filter((kind) => kind.startsWith("together"));
  const rows = Object.fromEntries(
    ids.map((id) => [id, kinds.map((kind) => reading(kind, percent))]),
  );
  const parsed = parseEvidenceAnswer(evidenceText({ userId, focus, stated, rows }));
  if (parsed === undefined) throw new Error("An evidence answer can be read.");
  return parsed;
}

const recent = answer("recent", ["together_3", "soon_after_1"]);
const neighbors = answer("neighbors", ["together_all", "popularity"]);

describe("joinEvidence", () => {
  it("joins the columns of answers about the same items", () => {
    const joined = joinEvidence([recent, neighbors]);
    expect(joined?.focus).toBe("all");
    expect(joined?.table.stated).toEqual([
      "together_3",
      "soon_after_1",
      "together_all",
      "popularity",
    ]);
    expect(joined?.table.rows[1]?.readings.map(({ kind }) => kind)).toEqual([
      "together_3",
      "together_all",
    ]);
  });

  it.each([
    ["one answer", [recent]],
    ["no answer", []],
    ["answers that contradict each other", [recent, answer("all", ["together_3"], { percent: 6 })]],
    ["answers about other users", [recent, answer("all", ["together_all"], { userId: "8" })]],
    ["answers about other items", [recent, answer("all", ["together_all"], { ids: ["1", "3"] })]],
  ])("does not join %s", (_, answers) => expect(joinEvidence(answers)).toBeUndefined());
});

describe("formatReference", () => {
  const joined = joinEvidence([recent, neighbors]);
  if (joined === undefined) throw new Error("These answers can be joined.");

  it.each([
    { read: recent, text: "focus recent: w3 s1, all items" },
    { read: neighbors, text: "focus neighbors: wh p, all items" },
    {
      read: answer("all", ["together_3", "popularity"], { ids: ["2"] }),
      text: "focus all: w3 p, items 2",
    },
  ])("writes $text, which resolveReference turns into the answer", ({ read, text }) => {
    expect(formatReference(read, joined)).toBe(text);
    expect(resolveReference(text, joined)).toEqual(read);
  });

  it.each([
    ["has another column", answer("all", ["together_1"])],
    ["has another item", answer("all", ["together_3"], { ids: ["3"] })],
    ["has another value", answer("all", ["together_3"], { percent: 7 })],
    ["has evidence where there is none", answer("all", ["together_3", "soon_after_3"])],
    ["is about another user", answer("all", ["together_3"], { userId: "8" })],
  ])("refers to no answer that %s", (_, read) => {
    expect(formatReference(read, joined)).toBeUndefined();
  });

  it.each(["", "focus recent: w3", "focus recent: w3, items 9", "focus recent: w1, all items"])(
    "does not resolve %j",
    (text) => expect(resolveReference(text, joined)).toBeUndefined(),
  );
});
