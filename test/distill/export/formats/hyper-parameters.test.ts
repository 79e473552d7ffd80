import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  GRPO,
  MAX_PROMPT_TOKENS,
  PAPER_MAX_TOKENS,
  SFT,
  STUDENT_MODEL,
} from "../../../../src/distill/export/formats/hyper-parameters.js";
import { exportAll, manySamples } from "../support.js";

describe("hyper-parameters", () => {
  // arXiv 2602.09829, section 4.
  it("are those of the paper", () => {
    expect(SFT).toEqual({
      learningRate: "2e-5",
      yamlLearningRate: "2.0e-5",
      batch: 16,
      epochs: 3,
    });
    expect(Number(SFT.yamlLearningRate)).toBe(Number(SFT.learningRate));
    expect(GRPO).toEqual({
      learningRate: "1e-6",
      groupSize: 8,
      klCoefficient: "0.001",
      temperature: "0.7",
    });
    expect(PAPER_MAX_TOKENS).toBe(16_384);
  });

  it("leave three quarters of a row for turns and tool answers", () => {
    expect(MAX_PROMPT_TOKENS).toBe(PAPER_MAX_TOKENS / 4);
  });

  it("are for the model whose chat template linear text follows", () => {
    expect(STUDENT_MODEL).toBe("Qwen/Qwen3-4B-Instruct-2507");
  });
});

describe("exported configurations", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await exportAll(manySamples());
  });

  it.each([
    ["trl/sft.py", ["learning_rate=2e-5,", "num_train_epochs=3,", "max_length=16384,"]],
    ["llamafactory/star_sft.yaml", ["learning_rate: 2.0e-5\n", "cutoff_len: 16384\n"]],
    ["ms-swift/sft.sh", ["--learning_rate 2e-5 ", "--max_length 16384 "]],
    ["axolotl/star_sft.yaml", ["learning_rate: 2.0e-5\n", "sequence_len: 16384\n"]],
    ["verl/sft.sh", ["optim.lr=2e-5 ", "data.max_length=16384 "]],
    ["trl/grpo.py", ["learning_rate=1e-6,", "num_generations=8,", "beta=0.001,"]],
    ["ms-swift/grpo.sh", ["--learning_rate 1e-6 ", "--num_generations 8 ", "--beta 0.001 "]],
    ["verl/grpo.sh", ["actor.optim.lr=1e-6 ", "rollout.n=8 ", "kl_loss_coef=0.001 "]],
  ])("%s has the paper's values", async (path, settings) => {
    const text = await readFile(join(directory, path), "utf8");
    for (const setting of settings) expect(text).toContain(setting);
  });
});
