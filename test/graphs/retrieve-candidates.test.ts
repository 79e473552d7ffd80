import { describe, expect, it } from "vitest";
import { retrieveCandidates } from "../../src/graphs/retrieve-candidates.js";
import { dailyInteractions, fitTinyShop, tinyShop } from "../support/tiny-shop.js";

const index = await fitTinyShop();
const { items } = tinyShop;
const u1 = { userId: "u1", history: dailyInteractions("u1", ["a", "b", "c"]) };

describe("retrieveCandidates", () => {
  it.each(["ease", "als"] as const)("orders by the scores of %s", (method) => {
    const scores = index[method]!.score(["a", "b", "c"], ["d", "e", "f"]);
    const expected = [0, 1, 2].sort((one, other) => scores[other]! - scores[one]!);
    expect(retrieveCandidates(u1, { index, items, method, count: 9 })).toEqual(
      expected.map((position) => "def"[position]),
    );
  });

  it("breaks ties by popularity, then by catalog order", () => {
    // Without a history every score is 0: a to d have 3 interactions each, e 2, f none.
    const nobody = { userId: "u9", history: [] };
    const options = { index, items, method: "ease", count: 9 } as const;
    expect(retrieveCandidates(nobody, options)).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(retrieveCandidates(nobody, { ...options, count: 2 })).toEqual(["a", "b"]);
  });

  it("prefers items of the nearest users", () => {
    const [first] = retrieveCandidates(u1, { index, items, method: "neighbors", count: 1 });
    expect(["d", "e"]).toContain(first);
    const all = retrieveCandidates(u1, { index, items, method: "neighbors", count: 9 });
    expect(all.at(-1)).toBe("f"); // nobody has it
  });

  it("leaves out items that the dataset does not have", () => {
    const fewer = new Map([...items].filter(([id]) => id !== "e"));
    const found = retrieveCandidates(u1, { index, items: fewer, method: "ease", count: 9 });
    expect(found.toSorted()).toEqual(["d", "f"]);
  });
});
