import { describe, expect, it } from "vitest";
import { agentReportSchema } from "../../../src/graphs/agent-definition.js";
import { fenceData } from "../../../src/text/data-text.js";
import { report } from "../../../src/models/offline/report.js";
import { HOSTILE_TITLE } from "../../support/hostile.js";
import { roleRequest, evidenceOn } from "./support.js";

const read = (focus: string, text: string) =>
  ["translate_evidence", { user_id: "u1", item_id: "candidates", focus }, text] as const;

const HISTORY = "User u1 has 2 earlier choices. Window recent: all 2, oldest first.";

const favorites = ({ favorites }: ReturnType<typeof report>) =>
  favorites.map(({ item_id }) => item_id);

describe("report", () => {
  const percents = {
    d: { together_3: 40, soon_after_3: null },
    e: { together_3: 2, soon_after_3: 5 },
    f: { together_3: null, soon_after_3: null },
  };

  it("names the candidates with the strongest evidence and states the readings", () => {
    const past = [read("recent", evidenceOn(percents))];
    const answer = report(roleRequest("recent_interest", {}, { past }));
    expect(agentReportSchema.parse(answer)).toEqual(answer);
    expect(favorites(answer)).toEqual(["e", "d"]);
    expect(answer.favorites[0]?.reason).toBe(
      "with last 3 1, 3x, rank 200; soon after last 3 1, 3x, rank 500",
    );
    expect(answer.favorites[1]?.reason).toBe("with last 3 1, 3x, rank 4000");
    expect(answer.reasoning).toBe("Evidence read: recent.");
  });

  it("describes the history and the neighbors", () => {
    const past = [
      ["lookup_user_history", {}, `${HISTORY}\n1.\n[a] "A" (x, y)\n[b] "B" (x)`],
      [
        "search_neighbors",
        {},
        "The 1 users:\n1. user u2: similarity 0.96, 2 of 3 choices in common",
      ],
    ] as const;
    const { reasoning } = report(roleRequest("user_profile", {}, { past }));
    expect(reasoning).toContain("Among the 2 choices read, x (2) and y (1) occur most.");
    expect(reasoning).toContain("Nearest of all: user u2: similarity 0.96, 2 of 3");
  });

  it("falls back to shared categories and neighbor lists without evidence", () => {
    const past = [
      ["lookup_user_history", {}, `${HISTORY}\n1.\n[a] "A" (x)\n[b] "B" (x)`],
      [
        "search_neighbors",
        {},
        'The 1 items:\n1. [d] "Item d" (z): similarity 0.96, 2 users chose both',
      ],
    ] as const;
    // f shares x with both interactions: 2/2. d is in the neighbor list: 1. e has neither. Ties keep the task's order.
    expect(favorites(report(roleRequest("recent_interest", {}, { past })))).toEqual(["d", "f"]);
  });

  it("has an empty list of favorites if nothing was read", () => {
    expect(report(roleRequest("critic"))).toEqual({
      reasoning: "No evidence was read.",
      favorites: [],
    });
  });

  it.each([
    { percents: { together_3: 1, soon_after_3: 2, popularity: 90 }, leads: ["e", "d"] }, // 2 of 2 votes
    { percents: { together_3: 1, soon_after_3: 50 }, leads: ["d"] }, // 1 of 2 is no majority
    { percents: { together_3: null, soon_after_3: 1, factors_10: 10 }, leads: ["e", "d"] }, // 2 of 3
  ])(
    "puts a checked item first if most kinds of evidence for it are strong: $percents",
    ({ percents, leads }) => {
      const sections = {
        "Your earlier answer": fenceData(
          JSON.stringify({ reasoning: "d.", favorites: [{ item_id: "d", reason: "So." }] }),
        ),
        "Your question": "Check item [e] with the focus all.",
      };
      const past = [read("all", evidenceOn({ e: percents }))];
      expect(favorites(report(roleRequest("user_profile", sections, { past })))).toEqual(leads);
    },
  );

  it("writes hostile categories on one line with escaped tags", () => {
    const category = JSON.stringify(HOSTILE_TITLE).replaceAll("<", "&lt;");
    const past = [
      ["lookup_user_history", {}, `${HISTORY}\n1.\n[a] "A" (${category})`],
      read("recent", evidenceOn(percents)),
    ] as const;
    const { reasoning } = report(roleRequest("recent_interest", {}, { past }));
    expect(reasoning).toContain("Among the 1 choices read, Best [9] (Drama)");
    expect(reasoning).not.toMatch(/[\n\u2028]|<[/|a-z]/);
  });
});
