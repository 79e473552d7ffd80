import { beforeAll, describe, expect, it } from "vitest";
import { dailyInteractions } from "../support/tiny-shop.js";
import { createToolbox, task, type Toolbox } from "./support.js";

const TOOL = "search_neighbors";

let ask: Toolbox["ask"];
beforeAll(async () => ({ ask } = await createToolbox()));

const lines = async (...asked: Parameters<Toolbox["ask"]>) =>
  String(await ask(...asked)).split("\n");

describe("search_neighbors", () => {
  it("returns users with the number of shared items, nearest first, without the user", async () => {
    const [headline, ...found] = await lines(TOOL, { kind: "user", id: "u1", k: 50 });
    expect(headline).toBe("The 4 users nearest to user u1:");
    // u1 chose a, b, c; u2 a, b, d; u3 b, c, d; u4 a, c, e; u5 d, e.
    const shared = found.map((line) =>
      line.replace(/^\d+\. user (\w+): similarity -?[\d.]+, /, "$1: "),
    );
    expect(shared.toSorted()).toEqual([
      "u2: 2 of 3 choices in common",
      "u3: 2 of 3 choices in common",
      "u4: 2 of 3 choices in common",
      "u5: 0 of 2 choices in common",
    ]);
    const similarities = found.map((line) => Number(/similarity (-?[\d.]+)/.exec(line)?.[1]));
    expect(similarities).toEqual(similarities.toSorted((one, other) => other - one));
  });

  it("returns items with the number of users who chose both, without the item", async () => {
    const [headline, ...found] = await lines(TOOL, { kind: "item", id: "a", k: 50 });
    expect(headline).toBe("The 4 items nearest to item a:"); // nobody chose f
    const together = found.map((line) =>
      line.replace(/^\d+\. (.*): similarity -?[\d.]+, /, "$1: "),
    );
    expect(together.toSorted()).toEqual([
      '[b] "Item b" (x, y): 2 users chose both', // u1, u2
      '[c] "Item c" (y): 2 users chose both', // u1, u4
      '[d] "Item d" (z): 1 users chose both', // u2
      '[e] "Item e": 1 users chose both', // u4
    ]);
  });

  it.each(["user", "item"])("returns the requested number of %ss", async (kind) => {
    const found = await lines(TOOL, { kind, id: kind === "user" ? "u1" : "a", k: 2 });
    expect(found).toHaveLength(1 + 2);
  });

  it("uses the history of the task, not of the index", async () => {
    const other = { ...task, history: dailyInteractions("u1", ["d", "e"]) };
    const [, nearest] = await lines(TOOL, { kind: "user", id: "u1", k: 1 }, { task: other });
    expect(nearest).toMatch(/^1\. user u5: similarity 1\.00, 2 of 2 choices in common$/);
  });

  it("returns the users that the evidence counts", async () => {
    const found = await lines(TOOL, { kind: "user", id: "u1", k: 50 });
    const evidence = { user_id: "u1", item_id: "d", focus: "neighbors" };
    // Of u2 to u5, u2, u3 and u5 chose d.
    expect(await ask("translate_evidence", evidence)).toContain(`|nh/${found.length - 1}|`);
  });

  it.each([
    {
      what: "a wrong user id",
      given: { kind: "user", id: "nobody" },
      answer: /^There is no user "nobody"\. Use the user id given in the task/,
    },
    {
      what: "a user id given as an item",
      given: { kind: "item", id: "u1" },
      answer: /^There is no item "u1"\. Use an item id from the task/,
    },
    {
      what: "an item nobody chose",
      given: { kind: "item", id: "f" },
      answer: /^Item f has no neighbors: nobody chose it yet\.$/,
    },
  ])("answers $what with a remedy", async ({ given, answer }) => {
    expect(await ask(TOOL, { ...given, k: 5 })).toMatch(answer);
  });

  it("states that a user without history has no neighbors", async () => {
    const blank = { ...task, history: [] };
    expect(await ask(TOOL, { kind: "user", id: "u1", k: 5 }, { task: blank })).toBe(
      "User u1 has no neighbors: too little history.",
    );
  });
});
