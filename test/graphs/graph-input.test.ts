import { describe, expect, it } from "vitest";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { HOSTILE_TITLE } from "../support/hostile.js";
import { dailyInteractions, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";

describe("toGraphInput", () => {
  it("contains user, summary of the history, candidates and instruction", () => {
    expect(toGraphInput(task, tinyShop)).toEqual({
      userId: "u1",
      candidates: ["d", "e", "f"],
      opening: `<data>
User: u1
Earlier choices: 3, from 1970-01-02 to 1970-01-04
Latest choices, oldest first: [a] "Item a", [b] "Item b", [c] "Item c"
Categories of the last 3 choices: "x" 2, "y" 2
Categories of all choices: "x" 2, "y" 2
Candidates:
[d] "Item d" (z)
[e] "Item e"
[f] "Item f" (x)
</data>
Order these 3 candidates by how likely the user is to choose each next.`,
    });
  });

  it("never contains the held-out item as such", () => {
    const { opening } = toGraphInput({ ...task, heldOut: "secret" } as typeof task, tinyShop);
    expect(opening).not.toContain("secret");
  });

  it("summarizes the last three interactions and the categories of the last ten", () => {
    const { opening } = toGraphInput(
      { ...task, history: dailyInteractions("u1", [..."ddddaaaaaaaaaa"]) },
      tinyShop,
    );
    expect(opening).toContain('oldest first: [a] "Item a", [a] "Item a", [a] "Item a"\n');
    expect(opening).toContain('Categories of the last 10 choices: "x" 10\n');
    expect(opening).toContain('Categories of all choices: "x" 10, "z" 4\n');
  });

  it("states an empty history", () => {
    const { opening } = toGraphInput({ ...task, history: [] }, tinyShop);
    expect(opening).toContain("Earlier choices: 0\nLatest choices, oldest first: \n");
    expect(opening).toContain("Categories of all choices: none known\n");
  });

  it("omits dates if timestamps are only an order", () => {
    const { opening } = toGraphInput(task, { ...tinyShop, clock: "order" });
    expect(opening).toContain("Earlier choices: 3\n");
  });

  it("keeps hostile titles, categories and ids inside their line and the fence", () => {
    const items = new Map([
      [HOSTILE_TITLE, { id: HOSTILE_TITLE, title: HOSTILE_TITLE, categories: [HOSTILE_TITLE] }],
    ]);
    const history = dailyInteractions("u1", [HOSTILE_TITLE]);
    const hostile = { userId: HOSTILE_TITLE, history, candidates: [HOSTILE_TITLE, "?"] };
    const { opening } = toGraphInput(hostile, { ...tinyShop, items });
    expect(opening.split(/[\n\r\u2028\u2029]/)).toHaveLength(11);
    expect(opening.match(/<[/|a-z]+/gi)).toEqual(["<data", "</data"]);
  });
});
