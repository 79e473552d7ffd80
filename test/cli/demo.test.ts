import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { listTrajectoryIds } from "../../src/distill/trajectory-file.js";
import { createFolder, SMALL, star } from "./support.js";

describe("star demo", () => {
  it("runs the whole pipeline and says where its files are", async () => {
    const out = await createFolder();
    const { code, out: text } = await star("demo --tasks 4", SMALL, ["--out", out]);
    expect(code).toBe(0);
    expect(text).toMatch(/Invented data[\s\S]*Outcome filter: \d of 4[\s\S]*One trajectory:/);
    expect((await listTrajectoryIds(join(out, "trajectories.jsonl"))).size).toBe(4);
    const report = reportSchema.parse(JSON.parse(await readFile(join(out, "report.json"), "utf8")));
    expect(report.rows.map(({ policy }) => policy)).toEqual([
      "random",
      "popularity",
      "item-knn",
      "als",
      "ease",
      "teacher",
    ]);
  });
});
