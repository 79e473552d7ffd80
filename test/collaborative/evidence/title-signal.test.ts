import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { titleSignal } from "../../../src/collaborative/evidence/title-signal.js";
import { createTermTable } from "../../../src/collaborative/evidence/term-table.js";
import { titleTerms } from "../../../src/text/title-terms.js";

const similarities = (titles: readonly string[], history: readonly number[]) => [
  ...titleSignal(createTermTable(titles), history).strengths,
];

describe("titleSignal", () => {
  it("is the cosine of TF-IDF weights, without terms of a single title", () => {
    // "red" is in three of four titles, "car" in two; "red car" is in two, "blue" and "blue car" in one: left out.
    const red = 1 + Math.log(5 / 4);
    const car = 1 + Math.log(5 / 4);
    const pair = 1 + Math.log(5 / 3);
    const titles = ["red car", "Red Car!", "red", "blue car"];
    const norm = Math.hypot(red, car, pair);
    const expected = [1, 1, red / norm, car / norm];
    for (const [item, value] of similarities(titles, [0]).entries()) {
      expect(value).toBeCloseTo(expected[item]!, 12);
    }
  });

  it("counts a repeated word by its logarithm", () => {
    // "go go gadget" and "go": go twice weighs (1 + ln 2) idf; the pairs are in one title each, "gadget" in two.
    const go = 1 + Math.log(4 / 3);
    const gadget = 1 + Math.log(4 / 3);
    const twice = (1 + Math.log(2)) * go;
    const [, value] = similarities(["go go gadget", "go", "gadget"], [0]);
    expect(value).toBeCloseTo(twice / Math.hypot(twice, gadget), 12);
  });

  it("has no evidence for titles without a common term, and none without a history", () => {
    const table = createTermTable(["one two", "three", "one", ""]);
    const signal = titleSignal(table, [0]);
    expect([0, 1, 2, 3].map((item) => signal.hasEvidence(item))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([...titleSignal(table, []).strengths]).toEqual([0, 0, 0, 0]);
  });

  it("sums the cosines with the titles of the history", () => {
    const title = fc
      .array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 5 })
      .map((words) => words.join(" "));
    const property = fc.property(
      fc.array(title, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(5), { maxLength: 4 }),
      (titles, picks) => {
        const history = picks.filter((pick) => pick < titles.length);
        const found = similarities(titles, history);
        for (const [item, value] of found.entries()) {
          const sum = history.reduce((total, other) => total + cosine(titles, item, other), 0);
          expect(value).toBeCloseTo(sum, 10);
        }
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});

/** The cosine, by maps of terms. */
function cosine(titles: readonly string[], one: number, other: number): number {
  const spread = (term: string) =>
    titles.filter((title) => titleTerms(title).includes(term)).length;
  const vectorOf = (title: string) => {
    const terms = titleTerms(title).filter((term) => spread(term) > 1);
    return new Map(
      terms.map((term) => {
        const count = terms.filter((same) => same === term).length;
        return [
          term,
          (1 + Math.log(count)) * (1 + Math.log((1 + titles.length) / (1 + spread(term)))),
        ];
      }),
    );
  };
  const [first, second] = [one, other].map((index) => vectorOf(titles[index]!)) as [
    Map<string, number>,
    Map<string, number>,
  ];
  const dot = [...first].reduce((sum, [term, weight]) => sum + weight * (second.get(term) ?? 0), 0);
  const norm = (vector: Map<string, number>) => Math.hypot(...vector.values());
  return dot === 0 ? 0 : dot / (norm(first) * norm(second));
}
