import { describe, expect, it } from "vitest";
import {
  commandOf,
  describeStages,
  isUnderTrained,
} from "../../../src/student/run/describe-record.js";
import type { TrainingRecord } from "../../../src/student/run/record.js";

const record: TrainingRecord = {
  data: { dataset: "d", synthetic: false, trajectories: "1f", read: 9, kept: 7 },
  from: null,
  seed: 3,
  stages: ["sft", "grpo"],
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
const reinforced: TrainingRecord = { ...record, from: "2e", stages: ["grpo"], rl: "grpo" };

describe("a record in words", () => {
  it("says only what was done", () => {
    expect(describeStages(record)).toBe(
      "499 updates of SFT, then 12 iterations of reinforcement (expert-iteration)",
    );
    expect(describeStages(reinforced)).toBe(
      "begun from another student, then 12 iterations of reinforcement (grpo)",
    );
  });

  it("gives the command with everything that decides the weights", () => {
    expect(commandOf(reinforced)).toBe(
      "star train --from DIR --stages grpo --rl grpo --steps 499 --train-seed 3 --validation-tasks 200 --prompts 16 --group-size 4",
    );
  });

  it("calls a student under-trained below 500 updates, unless it began as a trained one", () => {
    const steps = [499, 500].map((count) => isUnderTrained({ ...record, steps: count }));
    expect([...steps, isUnderTrained(reinforced)]).toEqual([true, false, false]);
  });
});
