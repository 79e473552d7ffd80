import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatEvidenceHeadline,
  formatEvidenceLegend,
  parseEvidenceHeadline,
} from "../../src/text/evidence-headline.js";
import { EVIDENCE_FOCUSES } from "../../src/text/evidence-kinds.js";
import { hostileText } from "../support/hostile.js";

const HEADLINE = {
  userId: "7",
  historyLength: 12,
  items: 20,
  focus: "recent",
  users: 943,
  catalogSize: 1682,
} as const;

describe("formatEvidenceHeadline", () => {
  it("writes user, items, focus, base and how to read a percentage", () => {
    expect(formatEvidenceHeadline(HEADLINE)).toBe(
      'Evidence for user 7 (12 earlier choices) on 20 items, focus recent. Base: 943 users, 1682 items. "top 3%" means: only 3% of the items new to the user have evidence at least as strong.',
    );
  });

  it("names a single item and an empty history", () => {
    const text = formatEvidenceHeadline({ ...HEADLINE, items: 1, historyLength: 0 });
    expect(text).toContain("on 1 item, focus recent.");
    expect(text).toContain("1682 items. This user has no history: only popularity speaks.");
  });

  it("has the inverse parseEvidenceHeadline for every user id", () => {
    const headline = fc.record({
      userId: hostileText,
      historyLength: fc.nat(),
      items: fc.nat(),
      focus: fc.constantFrom(...EVIDENCE_FOCUSES),
      users: fc.nat(),
      catalogSize: fc.nat(),
    });
    fc.assert(
      fc.property(headline, hostileText, (written, rest) => {
        const answer = `${formatEvidenceHeadline(written)}\n${rest}`;
        const { users: _users, catalogSize: _catalogSize, ...subject } = written;
        expect(parseEvidenceHeadline(answer)).toEqual(subject);
      }),
    );
  });
});

describe("parseEvidenceHeadline", () => {
  it.each(["", "There is no user 7.", `x${formatEvidenceHeadline(HEADLINE)}`])(
    "rejects %j",
    (answer) => expect(parseEvidenceHeadline(answer)).toBeUndefined(),
  );
});

describe("formatEvidenceLegend", () => {
  it("explains the stated kinds in the order of EVIDENCE_KINDS", () => {
    expect(formatEvidenceLegend(["together_3", "together_1"])).toEqual([
      "# with last 1: users who chose both it and the last choice, of all users of the last choice",
      "# with last 3: the same, summed over the last 3 choices",
    ]);
  });
});
