import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ExportSettings } from "../../../../src/distill/export/settings.js";
import { loadMeter } from "../../../../src/serve/traces/training/load-meter.js";
import { toTrainingView } from "../../../../src/serve/traces/training/to-training-view.js";
import type { TrainingRendering } from "../../../../src/serve/traces/training/training-view.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import { exportRuns, runTeacher } from "../support.js";

let runs: Trajectory[] = [];
beforeAll(async () => {
  runs = await runTeacher();
});

/** The rows of `linear.jsonl`. */
async function exportRows(settings: Partial<ExportSettings>) {
  const directory = await exportRuns(runs, settings);
  const files = await Promise.all(
    ["linear.jsonl", "linear-validation.jsonl"].map((name) =>
      readFile(join(directory, name), "utf8").catch(() => ""),
    ),
  );
  const lines = files.join("").split("\n").filter(Boolean);
  return lines.map((line): { text: string; spans: unknown } => JSON.parse(line));
}

const textOf = ({ parts }: TrainingRendering["rows"][number]) =>
  parts.map(({ text }) => text).join("");

const renderingIn = (run: Trajectory, name: string) =>
  toTrainingView(run, undefined).renderings.find(({ rendering }) => rendering === name);

describe("toTrainingView", () => {
  it.each(["single-agent", "conversation"] as const)(
    "has exactly the rows of an export as %s",
    async (rows) => {
      const exported = await exportRows({ rows, formats: [], anySplit: true });
      const shown = runs.flatMap((run) => renderingIn(run, rows)?.rows ?? []);
      const written = shown.filter(({ reason }) => reason === null);
      expect(exported.length).toBeGreaterThan(0);
      expect(written.map(textOf).toSorted()).toEqual(exported.map(({ text }) => text).toSorted());
    },
  );

  it("marks as trained what the export trains, and counts it with the tokenizer", async () => {
    const meter = await loadMeter();
    const run = runs.find(({ outcome }) => outcome?.rank === 1);
    if (run === undefined || meter === undefined) throw new Error("There is a right answer.");
    const [single] = toTrainingView(run, meter).renderings;
    const [row] = single?.rows ?? [];
    if (row === undefined) throw new Error("It is a row.");
    const trained = row.parts.filter(({ isTrained }) => isTrained);
    expect(trained.every(({ role }) => role === "assistant")).toBe(true);
    expect(trained.at(-1)?.text).toMatch(/<recommend>[\s\S]*<\/recommend><\|im_end\|>\n$/);
    expect(row.trainedCharacters).toBe(trained.map(({ text }) => text).join("").length);
    expect(row.characters).toBe(textOf(row).length);
    expect(row.tokens?.trained).toBeGreaterThan(100);
    expect(toTrainingView(run, undefined).isCounted).toBe(false);
  });

  it("says why a run has no row, and shows what the row would be", () => {
    const wrong = runs.find(({ outcome }) => (outcome?.rank ?? 0) > 1);
    if (wrong === undefined) throw new Error("There is a wrong answer.");
    const [single] = toTrainingView(wrong, undefined).renderings;
    expect(single?.verdict).toBe("ranked_lower");
    expect(single?.rows.map(({ reason, weight }) => [reason, weight])).toEqual([
      [expect.stringContaining("--keep-rank"), null],
    ]);
  });

  it("says that an export refuses a test task, and has no text of a failed run", () => {
    const run = runs[0]!;
    const train = { ...run, task: run.task && { ...run.task, split: "train" as const } };
    expect(toTrainingView(run, undefined).refusal).toContain("--any-split");
    expect(toTrainingView(train, undefined).refusal).toBeNull();
    const failed = toTrainingView({ ...run, status: "failed", error: "x" }, undefined);
    expect(failed.renderings.map(({ verdict, rows }) => [verdict, rows])).toEqual([
      ["not_completed", []],
      ["not_completed", []],
      ["not_completed", []],
    ]);
  });
});
