import { describe, expect, it } from "vitest";
import {
  RL_METHODS,
  type RlMethod,
  type TrainOptions,
  toRlMethod,
  toStages,
  toTrainSettings,
} from "../../../src/student/run/options.js";
import { createSyntheticDataset } from "../../../src/data/synthetic.js";
import { trainStudent } from "../../../src/student/run/train-student.js";
import { SIZES } from "../support.js";

const options: TrainOptions = {
  trajectories: "absent.jsonl",
  dataset: createSyntheticDataset(SIZES),
  out: "absent",
};

describe("toStages", () => {
  it("puts stages in order and accepts grpo as the former name of rl", () => {
    expect(toStages(["rl", "sft"])).toEqual(["sft", "rl"]);
    expect(toStages(["sft", "grpo"])).toEqual(["sft", "rl"]);
    expect(toTrainSettings({ ...options, stages: ["grpo"] }).stages).toEqual(["rl"]);
  });

  it("lists the stages when it rejects one", () => {
    expect(() => toStages(["sft", "polish"])).toThrow('stages is "polish". Pass some of: sft, rl.');
  });
});

describe("toRlMethod", () => {
  it.each(RL_METHODS)("accepts %s", (method) => {
    expect(toRlMethod(method)).toBe(method);
  });

  it("lists the methods when it rejects one", () => {
    expect(() => toRlMethod("ppo")).toThrow(
      'rl is "ppo". Pass one of: grpo, grpo-letters, expert-iteration.',
    );
  });
});

describe("trainStudent", () => {
  it("rejects an unknown method before it reads any file", async () => {
    const context = { report: () => {}, signal: new AbortController().signal };
    // @ts-expect-error: the type does not allow it either
    const method: RlMethod = "ppo";
    await expect(trainStudent({ ...options, rl: method }, context)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      remedy: "Pass one of: grpo, grpo-letters, expert-iteration.",
    });
  });
});
