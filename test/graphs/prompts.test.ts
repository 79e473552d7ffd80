import { describe, expect, it } from "vitest";
import { z } from "zod";
import { request, rolePrompt } from "../../src/graphs/prompts.js";
import { fenceData } from "../../src/text/data-text.js";

describe("rolePrompt", () => {
  it("starts with the role and contains the rule on data and the schema of the answer", () => {
    const { text } = rolePrompt(
      "You are the ranker.\n",
      z.object({ ranking: z.array(z.string()) }),
    );
    expect(text).toMatch(/^You are the ranker\.\n\nEverything between <data> and <\/data>/);
    expect(text).toContain('{"type":"object","properties":{"ranking":{"type":"array"');
    expect(text).not.toContain("$schema");
  });
});

describe("request", () => {
  it("writes the sections that are not empty", () => {
    const { text } = request({ Task: "Rank.", Plan: "", Reports: fenceData("none") });
    expect(text).toBe("## Task\nRank.\n\n## Reports\n<data>\nnone\n</data>");
  });
});
