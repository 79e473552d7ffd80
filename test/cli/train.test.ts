import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolder, SMALL, star } from "./support.js";

const FILES = [
  "README.md",
  "after-sft",
  "answer.onnx",
  "curves.svg",
  "student.json",
  "training.json",
  "vocabulary.json",
  "weights.safetensors",
  "word.onnx",
];
const FEW = "--steps 6 --validation-tasks 4 --prompts 2 --group-size 2".split(" ");

describe("star train", () => {
  it("trains a student that star evaluate runs, with the same bytes for the same seed", async () => {
    const folder = await createFolder();
    const file = join(folder, "teacher.jsonl");
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    await star("teach --split train --tasks 12 --temperature 1", SMALL, ["--out", file]);
    for (const out of [one, two]) {
      const {
        code,
        out: text,
        notes,
      } = await star("train", SMALL, FEW, ["--in", file, "--out", out]);
      expect({ code, notes: code === 0 ? "" : notes }).toEqual({ code: 0, notes: "" });
      expect(text).toMatch(
        /6 updates of SFT, then 1 iteration of reinforcement \(expert-iteration\), on \d+ of 12/,
      );
    }
    expect((await readdir(one)).toSorted()).toEqual(FILES.toSorted());
    for (const name of ["weights.safetensors", "training.json", "vocabulary.json"]) {
      expect((await readFile(join(one, name))).equals(await readFile(join(two, name)))).toBe(true);
    }
    expect(await readFile(join(one, "README.md"), "utf8")).toMatch(
      /synthetic data[\s\S]*Under-trained/,
    );
    const { code, out } = await star("evaluate --tasks 4 --json", SMALL, [
      "--policy",
      `student:${one},student-scores:${one}`,
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.rows).toMatchObject([
      { policy: `student:${one}`, completed: 4 },
      { policy: `student-scores:${one}`, completed: 4 },
    ]);
    const { curves } = JSON.parse(await readFile(join(one, "training.json"), "utf8"));
    const [list, scores] = report.training;
    const validations: { readonly HR: number; readonly scoredHR: number }[] = curves.validation;
    expect(validations.length).toBeGreaterThan(0);
    const ofList = list.points.map(({ HR }: { HR: number }) => HR);
    const ofScores = scores.points.map(({ HR }: { HR: number }) => HR);
    expect([ofList, ofScores]).toEqual([
      validations.map(({ HR }) => HR),
      validations.map(({ scoredHR }) => scoredHR),
    ]);
  }, 300_000);

  it("rejects unknown stages and methods, and names a missing file", async () => {
    const folder = await createFolder();
    const files = ["--in", join(folder, "absent.jsonl"), "--out", folder];
    const stage = await star("train --steps 1 --stages sft,polish", SMALL, files);
    expect(stage.code).toBe(2);
    expect(stage.notes).toContain('stages is "polish". Pass some of: sft, rl.');
    const method = await star("train --steps 1 --rl ppo", SMALL, files);
    expect(method.code).toBe(2);
    expect(method.notes).toContain("Pass one of: grpo, grpo-letters, expert-iteration.");
    const absent = await star("train --steps 1 --stages sft,grpo", SMALL, files);
    expect(absent.code).toBe(1);
    expect(absent.notes).toMatch(/absent\.jsonl/);
  }, 60_000);
});
