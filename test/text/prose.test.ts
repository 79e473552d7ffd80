import { describe, expect, it } from "vitest";
import { toProse } from "../../src/text/prose.js";

const REPORT = {
  favorites: [{ item_id: "50", reason: "the strongest evidence", score: 2 }, { item_id: "7" }],
  reasoning: "It agrees.",
  kinds_read: ["recent", "all"],
  empty: [],
  nothing: null,
};

describe("toProse", () => {
  it("puts the reasoning first, then every other member under its name", () => {
    expect(toProse(JSON.stringify(REPORT))).toBe(
      [
        "It agrees.",
        "Favorites:",
        "- [50]: the strongest evidence; 2",
        "- [7]",
        "Kinds read: recent, all",
      ].join("\n"),
    );
  });

  it("reads an object inside a fence and leaves members out", () => {
    const answer = `\`\`\`json\n${JSON.stringify(REPORT)}\n\`\`\``;
    expect(toProse(answer, { without: ["favorites"] })).toBe("It agrees.\nKinds read: recent, all");
  });

  it("trims any other text", () => expect(toProse(" No JSON. \n")).toBe("No JSON."));
});
