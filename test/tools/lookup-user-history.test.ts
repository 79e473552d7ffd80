import { beforeAll, describe, expect, it } from "vitest";
import { parseHistoryAnswer } from "../../src/text/history-answer.js";
import { dailyInteractions, tinyShop } from "../support/tiny-shop.js";
import { createToolbox, task, type Toolbox } from "./support.js";

const TOOL = "lookup_user_history";
/** a is the oldest of 13 choices; the last ten are d to f and again a to f, then a. */
const long = { ...task, history: dailyInteractions("u1", [..."abcdefabcdefa"]) };

let ask: Toolbox["ask"];
beforeAll(async () => ({ ask } = await createToolbox()));

/** The positions a history answer shows. */
async function positions(window: string, limit: number) {
  const text = String(await ask(TOOL, { user_id: "u1", window, limit }, { task: long }));
  return parseHistoryAnswer(text).map(({ position }) => position);
}

describe("lookup_user_history", () => {
  it("shows the history of the task, oldest first, with dates", async () => {
    expect(await ask(TOOL, { user_id: "u1", window: "all", limit: 9 })).toBe(
      [
        "User u1 has 3 earlier choices. Window all: all 3, oldest first.",
        "1. 1970-01-02",
        '[a] "Item a" (x)',
        "2. 1970-01-03",
        '[b] "Item b" (x, y)',
        "3. 1970-01-04",
        '[c] "Item c" (y)',
      ].join("\n"),
    );
  });

  it.each([
    { window: "all", limit: 1000, first: 1, last: 13 },
    { window: "recent", limit: 1000, first: 4, last: 13 },
    { window: "long_term", limit: 1000, first: 1, last: 3 },
    { window: "all", limit: 2, first: 12, last: 13 },
    { window: "recent", limit: 1, first: 13, last: 13 },
    { window: "long_term", limit: 2, first: 2, last: 3 },
  ])("shows interactions $first to $last of 13 in $window, limit $limit", async (expected) => {
    const { window, limit, first, last } = expected;
    const shown = Array.from({ length: last - first + 1 }, (_, place) => first + place);
    expect(await positions(window, limit)).toEqual(shown);
  });

  it.each([
    { window: "recent", limit: 4, headline: "Window recent: the last 4 of 10, oldest first." },
    { window: "long_term", limit: 4, headline: "Window long_term: all 3, oldest first." },
  ])("states how many it shows: $headline", async ({ window, limit, headline }) => {
    expect(await ask(TOOL, { user_id: "u1", window, limit }, { task: long })).toContain(headline);
  });

  it("has no long-term part of a short history", async () => {
    expect(await ask(TOOL, { user_id: "u1", window: "long_term", limit: 9 })).toBe(
      "User u1 has 3 earlier choices. Window long_term: all 0, oldest first.",
    );
  });

  it("shows other users, and all users without a task, from the index: in order, without dates", async () => {
    const answer =
      'User u5 has 2 earlier choices. Window all: all 2, oldest first.\n1.\n[d] "Item d" (z)\n[e] "Item e"';
    expect(await ask(TOOL, { user_id: "u5", window: "all", limit: 9 })).toBe(answer);
    expect(await ask(TOOL, { user_id: "u5", window: "all", limit: 9 }, { task: null })).toBe(
      answer,
    );
  });

  it("omits dates if timestamps are only an order", async () => {
    const { ask } = await createToolbox({ dataset: { ...tinyShop, clock: "order" } });
    expect(await ask(TOOL, { user_id: "u1", window: "recent", limit: 1 })).toContain(
      '\n3.\n[c] "Item c" (y)',
    );
  });

  it("shows an item that is not in the catalog by its id", async () => {
    const odd = { ...task, history: dailyInteractions("u1", ["gone"]) };
    expect(await ask(TOOL, { user_id: "u1", window: "all", limit: 9 }, { task: odd })).toContain(
      '1. 1970-01-02\n[gone] "unknown item"',
    );
  });

  it("answers an unknown user id with a remedy", async () => {
    expect(await ask(TOOL, { user_id: "<b>", window: "all", limit: 9 })).toBe(
      'There is no user "&lt;b>". Use the user id given in the task, or one that search_neighbors answered.',
    );
  });
});
