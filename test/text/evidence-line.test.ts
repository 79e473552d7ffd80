import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  EVIDENCE_FOCUSES,
  EVIDENCE_KINDS,
  kindsOfFocus,
  type EvidenceKind,
} from "../../src/text/evidence-kinds.js";
import {
  formatEvidenceLine,
  parseEvidenceLine,
  type EvidenceReading,
} from "../../src/text/evidence-line.js";
import { hostileItem } from "../support/hostile.js";

const item = { id: "242", title: "Kolya (1996)", categories: ["Comedy"] };
const HEAD = '[242] "Kolya (1996)" (Comedy): ';
const KINDS = EVIDENCE_KINDS.map(({ id }) => id);

/** The clause of a line with one reading. */
function written(reading: Partial<EvidenceReading>): string {
  const whole = { kind: "together_3" as const, value: 1, topPercent: 1, ...reading };
  return formatEvidenceLine({ item, stated: ["together_3"], readings: [whole] }).slice(HEAD.length);
}

/** Half a unit of the last written digit, plus a tolerance for binary fractions. */
function rounding(value: number): number {
  if (value < 0.005) return 0.05 * value;
  return Math.max(0.005, 0.005 * value) + 1e-9;
}

describe("EVIDENCE_KINDS", () => {
  it("has distinct labels without separators", () => {
    const labels = EVIDENCE_KINDS.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).not.toMatch(/: |; |\n/);
  });

  it("assigns every kind to one focus, and all kinds to the focus all", () => {
    const [, , , ...all] = EVIDENCE_FOCUSES.map((focus) => kindsOfFocus(focus));
    const apart = EVIDENCE_FOCUSES.slice(0, 3).flatMap((focus) => [...kindsOfFocus(focus)]);
    expect(all).toEqual([apart]);
  });
});

describe("formatEvidenceLine", () => {
  it("writes counts with base, lift and top percent, scores, and none", () => {
    const readings = [
      { kind: "together_3", value: 41, base: 350, lift: 2.6, topPercent: 4.1 },
      { kind: "regression_10", value: -0.25, topPercent: 93 },
    ] as const;
    const stated = ["together_3", "soon_after_1", "regression_10"] as const;
    expect(formatEvidenceLine({ item, stated, readings })).toBe(
      `${HEAD}with last 3: 41 of 350, 2.60x chance, top 4.10%; soon after last 1: none; EASE from last 10: score -0.250, top 93.0%`,
    );
  });

  it.each([
    { topPercent: 100, top: "100%" },
    { topPercent: 12.345, top: "12.3%" },
    { topPercent: 4.321, top: "4.32%" },
    { topPercent: 0.0595, top: "0.06%" }, // 1 of 1,682 items
    { topPercent: 0.005, top: "0.01%" },
    { topPercent: 0.002, top: "0.0020%" }, // 1 of 50,000 items: never 0, whose logarithm is infinite
  ])("rounds top $topPercent% to $top", ({ topPercent, top }) => {
    expect(written({ topPercent })).toContain(`top ${top}`);
  });

  it.each([
    { lift: 123.4, text: "123x chance" },
    { lift: 12.34, text: "12.3x chance" },
    { lift: 1.234, text: "1.23x chance" },
    { lift: 0.004, text: "0.0040x chance" },
  ])("rounds a lift of $lift to $text", ({ lift, text }) => {
    expect(written({ base: 9, lift })).toContain(text);
  });

  it("is inverted by parseEvidenceLine for every item, except for rounding", () => {
    const fraction = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
    const reading = (kind: EvidenceKind) =>
      fc.record({
        kind: fc.constant(kind),
        value: fc.nat(),
        base: fc.nat(),
        lift: fraction,
        topPercent: fraction,
      });
    const stated = fc.subarray(KINDS, { minLength: 1 });
    const line = stated.chain((kinds) =>
      fc.record({
        item: hostileItem,
        stated: fc.constant(kinds),
        readings: fc
          .tuple(fc.subarray(kinds), fc.tuple(...kinds.map(reading)))
          .map(([spoken, readings]) => readings.filter(({ kind }) => spoken.includes(kind))),
      }),
    );
    fc.assert(
      fc.property(line, (line) => {
        const parsed = parseEvidenceLine(formatEvidenceLine(line));
        expect(parsed).toMatchObject({ item: line.item, stated: line.stated });
        expect(parsed?.readings.map(({ kind }) => kind)).toEqual(
          line.readings.map(({ kind }) => kind),
        );
        for (const [place, { value, base, lift, topPercent }] of line.readings.entries()) {
          const read = parsed!.readings[place]!;
          expect(read).toMatchObject({ value, base });
          expect(Math.abs(read.lift! - lift)).toBeLessThanOrEqual(rounding(lift));
          expect(Math.abs(read.topPercent - topPercent)).toBeLessThanOrEqual(rounding(topPercent));
        }
      }),
    );
  });

  it("keeps a score to three decimals", () => {
    const line = written({ kind: "together_3", value: 0.123456, topPercent: 5 });
    expect(parseEvidenceLine(HEAD + line)?.readings[0]?.value).toBe(0.123);
  });
});

describe("parseEvidenceLine", () => {
  it.each([
    "",
    "# with last 3: the same, summed over the last 3 choices",
    `${HEAD}with last 4: none`,
    `${HEAD}with last 3: many`,
    `${HEAD}with last 3: none; and so on`,
    `x ${HEAD}with last 3: none`,
    '1. [242] "Kolya (1996)" (Comedy): similarity 0.90, 3 users chose both',
  ])("rejects %j", (text) => expect(parseEvidenceLine(text)).toBeUndefined());
});
