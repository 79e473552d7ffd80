/** The student that every configuration trains. Its chat template is the one that linear text follows. */
export const STUDENT_MODEL = "Qwen/Qwen3-4B-Instruct-2507";

/** The longest row of the paper, in tokens. */
export const PAPER_MAX_TOKENS = 16_384;

/** Supervised fine-tuning as in the paper (arXiv 2602.09829, section 4). */
export const SFT = {
  learningRate: "2e-5",
  /** YAML takes a number without a point for text. */
  yamlLearningRate: "2.0e-5",
  batch: 16,
  epochs: 3,
} as const;

/** GRPO as in the paper (arXiv 2602.09829, section 4). */
export const GRPO = {
  learningRate: "1e-6",
  groupSize: 8,
  klCoefficient: "0.001",
  temperature: "0.7",
  /** Easy, medium and hard prompts. */
  mix: { easy: 3, medium: 4, hard: 3 },
} as const;

/** Longest prompt of a rollout, in tokens; what is left of the length is for turns and tool answers. */
export const MAX_PROMPT_TOKENS = 4096;
