import { describe, expect, it } from "vitest";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { SMALL, star } from "./support.js";

describe("star evaluate with baselines that are trained", () => {
  it("shows the progress of training and marks the ceiling", async () => {
    const line = "evaluate --policy learned-ranker,popularity,sasrec,ease+sasrec --json";
    const { code, out, notes } = await star(line, SMALL);
    expect(code).toBe(0);
    const { rows } = reportSchema.parse(JSON.parse(out));
    expect(rows.map(({ policy }) => policy)).toEqual([
      "learned-ranker",
      "popularity",
      "sasrec",
      "ease+sasrec",
    ]);
    expect(rows[0]?.note).toMatch(/^a ceiling, not a competitor/);
    expect(rows[0]?.HR).toBeGreaterThan(rows[1]!.HR);
    expect(notes).toMatch(/train learned-ranker, evidence \d+\/\d+[\s\S]*train sasrec, on test/);
    // The blend uses the same model, which is trained once.
    expect(notes).not.toContain("train ease+sasrec");
    expect(notes).toMatch(
      /ease\+sasrec: [\d.]+ x SASRec \+ [\d.]+ x EASE, of (z-scores|ranks), with HR/,
    );
    expect(notes).toMatch(/sasrec: best after \d+ updates, with HR [\d.]+ on validation tasks/);
  }, 180_000);

  it("rejects the ceiling on training tasks", async () => {
    const { code, notes } = await star("evaluate --policy learned-ranker --split train", SMALL);
    expect(code).toBe(2);
    expect(notes).toContain("--split validation or --split test");
  });
});
