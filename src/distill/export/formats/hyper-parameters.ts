/** The student model of every exported configuration. Linear text follows its chat template. */
export const STUDENT_MODEL = "Qwen/Qwen3-4B-Instruct-2507";

/** The chat template of that model: `tokenizer.chat_template`. */
export const STUDENT_TEMPLATE = {
  name: "Qwen3-Instruct-2507",
  sha256: "64f85b198065d0fba2a81f37e10ed68161ce2c19a754c7100e67e0ca2ee9c326",
} as const;

/** Maximum row length in tokens (arXiv 2602.09829, section 4). */
export const PAPER_MAX_TOKENS = 16_384;

/** Hyper-parameters of supervised fine-tuning (arXiv 2602.09829, section 4). */
export const SFT = {
  learningRate: "2e-5",
  /** YAML 1.1 parses a number in scientific notation as a string unless it has a decimal point. */
  yamlLearningRate: "2.0e-5",
  batch: 16,
  epochs: 3,
} as const;

/** Hyper-parameters of GRPO (arXiv 2602.09829, section 4). */
export const GRPO = {
  learningRate: "1e-6",
  groupSize: 8,
  klCoefficient: "0.001",
  temperature: "0.7",
} as const;

/** Maximum prompt length of a rollout in tokens. The rest of the row's length is for turns and tool answers. */
export const MAX_PROMPT_TOKENS = 4096;
