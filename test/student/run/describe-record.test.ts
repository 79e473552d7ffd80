import { describe, expect, it } from "vitest";
import {
  trainCommandOf,
  describeStages,
  isUnderTrained,
} from "../../../src/student/run/describe-record.js";
import type { TrainingRecord } from "../../../src/student/run/record.js";

const record: TrainingRecord = {
  data: { dataset: "d", synthetic: false, trajectories: "1f", read: 9, kept: 7 },
  from: null,
  seed: 3,
  stages: ["sft", "rl"],
  rl: "expert-iteration",
  steps: 499,
  iterations: 12,
  validationTasks: 200,
  prompts: 16,
  groupSize: 4,
  parameters: 700_000,
  curves: { sft: [], rl: [], validation: [] },
  best: { HR: 0.5, scoredHR: 0.5, format: 1 },
  afterSft: null,
  stopped: false,
};
const reinforced: TrainingRecord = { ...record, from: "2e", stages: ["rl"], rl: "grpo" };

describe("describeStages", () => {
  it("names only the stages that ran", () => {
    expect(describeStages(record)).toBe(
      "499 updates of SFT, then 12 iterations of reinforcement (expert-iteration)",
    );
    expect(describeStages(reinforced)).toBe(
      "started from another student, then 12 iterations of reinforcement (grpo)",
    );
  });
});

describe("trainCommandOf", () => {
  it("contains every option that determines the weights", () => {
    expect(trainCommandOf(reinforced)).toBe(
      "star train --from DIR --stages rl --rl grpo --steps 499 --train-seed 3 --validation-tasks 200 --prompts 16 --group-size 4",
    );
  });
});

describe("isUnderTrained", () => {
  it("is true below 500 updates, unless the initial student was trained", () => {
    const steps = [499, 500].map((count) => isUnderTrained({ ...record, steps: count }));
    expect([...steps, isUnderTrained(reinforced)]).toEqual([true, false, false]);
  });
});
