import { describe, expect, it } from "vitest";
import { createSimilarTextCounter } from "../../src/text/similar-texts.js";

describe("createSimilarTextCounter", () => {
  it("counts texts that differ only in numbers, ids and white space as one, the most frequent first", () => {
    const counter = createSimilarTextCounter();
    for (const text of ["item [12] leads", "none", "item [7]  leads", "item x leads"])
      counter.add(text);
    expect(counter.read()).toEqual([
      { text: "item [12] leads", count: 2 },
      { text: "none", count: 1 },
      { text: "item x leads", count: 1 },
    ]);
  });

  it("forgets the rarest texts when there are too many", () => {
    const counter = createSimilarTextCounter(2);
    for (const text of ["a", "b", "b", "c", "c", "c", "d", "e"]) counter.add(text);
    const texts = counter.read().map(({ text }) => text);
    expect(texts.slice(0, 2)).toEqual(["c", "b"]);
    expect(texts.length).toBeLessThanOrEqual(4);
  });
});
