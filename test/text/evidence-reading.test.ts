import { describe, expect, it } from "vitest";
import { describeReading, formatTopPercent } from "../../src/text/evidence-reading.js";

describe("describeReading", () => {
  it("writes a count with base, lift and percentage, and a score by its percentage", () => {
    const counted = { value: 41, base: 350, lift: 2.61, topPercent: 4.1 };
    expect(describeReading({ kind: "together_3", ...counted })).toBe(
      "with last 3: 41 of 350, 2.6x chance, top 4.10%",
    );
    expect(describeReading({ kind: "regression_10", topPercent: 93 })).toBe(
      "EASE from last 10: top 93.0%",
    );
  });
});

describe("formatPercent", () => {
  it.each([
    { value: 100, text: "100" },
    { value: 12.345, text: "12.3" },
    { value: 4.321, text: "4.32" },
    { value: 0.0595, text: "0.06" }, // 1 of 1,682 items
    { value: 0.005, text: "0.01" },
    { value: 0.002, text: "0.0020" }, // 1 of 50,000 items: never 0, whose logarithm is infinite
  ])("rounds $value to $text", ({ value, text }) => expect(formatTopPercent(value)).toBe(text));
});
