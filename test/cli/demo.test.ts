import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { listTrajectoryIds } from "../../src/trajectory/trajectory-file.js";
import { createFolder, SMALL, star } from "./support.js";

describe("star demo", () => {
  it("runs the whole pipeline, writes its files and warns that a short training is under-trained", async () => {
    const out = await createFolder();
    const size = "demo --tasks 4 --taught 12 --steps 6";
    const { code, out: text } = await star(size, SMALL, ["--out", out]);
    expect(code).toBe(0);
    expect(text).toMatch(
      /Synthetic data: 40 users[\s\S]*Outcome filter: \d+ of 12[\s\S]*under-trained[\s\S]*One trajectory:/,
    );
    const path = join(out, "trajectories.jsonl");
    expect(text.trimEnd().split("\n").at(-1)).toContain(
      `star trace ${path} --open --dataset synthetic --users 40`,
    );
    expect((await listTrajectoryIds(path)).size).toBe(12);
    const report = reportSchema.parse(JSON.parse(await readFile(join(out, "report.json"), "utf8")));
    const student = join(out, "student");
    expect(report.rows.map(({ policy }) => policy)).toEqual([
      "random",
      "popularity",
      "item-knn",
      "als",
      "ease",
      "teacher",
      `student:${student}`,
    ]);
    expect(report.disagreements?.map((pair) => [pair.student, pair.teacher])).toEqual([
      [`student:${student}`, "teacher"],
    ]);
    expect(report.groups?.map(({ by }) => by)).toEqual(["history", "popularity"]);
  }, 300_000);
});
