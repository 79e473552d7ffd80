import { describe, expect, it } from "vitest";
import { formatEvidenceAnswer } from "../../src/text/evidence-answer.js";
import { candidateLetters, shortenEvidence, shortenTaskPrompt } from "../../src/text/short-task.js";
import { formatTaskPrompt } from "../../src/text/task-prompt.js";

const item = (id: string, title = `Item ${id} (1999)`) => ({ id, title, categories: ["x"] });

describe("candidateLetters", () => {
  it("goes on with two letters after Z", () => {
    const letters = candidateLetters(54);
    expect([letters[0], letters[25], letters[26], letters[51], letters[52]]).toEqual([
      "A",
      "Z",
      "AA",
      "AZ",
      "BA",
    ]);
    expect(new Set(letters).size).toBe(54);
  });
});

describe("shortenTaskPrompt", () => {
  it("keeps titles without years, and letters in place of ids", () => {
    const prompt = formatTaskPrompt({
      userId: "u1",
      history: [item("a"), item("b"), item("c"), item("d", "<plan> 2 (Uno\nDos)")],
      recentCount: 2,
      candidates: [item("e"), item("f", "F")],
    });
    expect(shortenTaskPrompt(prompt)).toBe(`<data>
Choices: 4
Latest: Item b; Item c; &lt;plan> 2 (Uno Dos)
By letter:
A Item e
B F
</data>`);
  });
});

describe("shortenEvidence", () => {
  const reading = (rank: number) => ({ kind: "regression_10" as const, rank, topPercent: rank });
  const counted = (rank: number) => ({
    kind: "together_3" as const,
    value: 4,
    base: 9,
    lift: 2,
    rank,
    topPercent: rank,
  });
  const answer = (ranks: readonly (number | undefined)[]) =>
    formatEvidenceAnswer({
      userId: "u1",
      hasHistory: true,
      focus: "recent",
      users: 9,
      catalogSize: 110,
      table: {
        newItems: 100,
        stated: ["together_3", "regression_10", "titles_3"],
        rows: ranks.map((rank, index) => ({
          itemId: `i${index}`,
          readings: [
            ...(index === 1 ? [counted(7)] : []),
            ...(rank === undefined ? [] : [reading(rank)]),
          ],
        })),
      },
    });
  const ids = Array.from({ length: 9 }, (_, index) => `i${index}`);

  it("lists at most six letters per kind by strength, with a bar after the strongest 5%", () => {
    // Of 100 new items, ranks 1 to 5 are the strongest 5%. I has rank 9, H rank 8: seven of nine have a rank, the weakest is left out.
    const ranks = [6, 5, 90, 1, undefined, undefined, 30, 8, 9];
    expect(shortenEvidence(answer(ranks), ids)).toBe(
      "recent, strongest first:\nw3: | B\nE10: D B | A H I G",
    );
  });

  it("has letters of the task's order, also where the table has another", () => {
    expect(shortenEvidence(answer([2, 1]), ["i1", "i0"])).toBe(
      "recent, strongest first:\nw3: | A\nE10: A B |",
    );
  });

  it("leaves other texts as they are", () => {
    const text = 'There is no user "9".';
    expect(shortenEvidence(text, ids)).toBe(text);
  });
});
