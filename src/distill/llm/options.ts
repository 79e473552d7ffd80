/** Options of {@link trainLlm}. */
export interface LlmTrainOptions {
  /** Path of a JSONL file of teacher trajectories on training tasks. */
  readonly trajectories: string;
  /** The model that is trained: a folder in the format of transformers, or a GGUF file. */
  readonly baseModel: string;
  /** Folder to write the student to. */
  readonly out: string;
  /** What a row is; see `star export --rows`. Default `short`. */
  readonly rows?: "short" | "single-agent" | "conversation";
  /**
   * Chat template of the student: a name or a file, as `star export --student-template` takes it. Default `qwen3-2507`, whose turns any
   * model with the tokens of ChatML can read. The student keeps it.
   */
  readonly studentTemplate?: string;
  /** True trains all weights. Default false: a LoRA adapter. */
  readonly full?: boolean;
  /** Rank of the adapter. Default 16. */
  readonly rank?: number;
  /** Updates. Default: those of `epochs`. */
  readonly steps?: number | undefined;
  /** Time budget. The learning rate decays with it, and the run ends. Default: none. */
  readonly minutes?: number | undefined;
  /** Passes over the rows, if neither `steps` nor `minutes` ends the run before. Default 3, that of the paper. */
  readonly epochs?: number;
  /** Rows per update. Default 16, that of the paper. */
  readonly batch?: number;
  /** Rows at once on the device. Default 1. */
  readonly deviceBatch?: number;
  /** Default 2e-5 with `full`, that of the paper; 2e-4 for an adapter. */
  readonly learningRate?: number | undefined;
  /** Longer rows are left out. Default 16,384. */
  readonly maxTokens?: number;
  /** Rows of the validations, of which there are six. Default 64. */
  readonly validationRows?: number;
  /** Number format of matrix products; weights are 32-bit floats. `bfloat16` is faster on processors and GPUs that support it. Default
   * `bfloat16`. */
  readonly dtype?: "float32" | "bfloat16";
  /** Whether to compute activations twice in place of keeping them. Default false. */
  readonly gradientCheckpointing?: boolean;
  /** Seed of the adapter, the order of rows and dropout. Default 1. */
  readonly seed?: number;
  /** Threads of PyTorch. Default: its own choice. */
  readonly threads?: number | undefined;
  /** Python 3.11 with venv. Default `python3`. */
  readonly python?: string;
  /** Trajectories that rank the held-out item lower are left out. Default 1. */
  readonly keepRank?: number;
  /** Whether to rename the checkpoints of another run in the folder and start over. Default false, which is an error then. */
  readonly force?: boolean;
}

/** Default values of {@link LlmTrainOptions}. */
export const LLM_TRAIN_DEFAULTS = {
  rows: "short",
  studentTemplate: "qwen3-2507",
  full: false,
  rank: 16,
  epochs: 3,
  batch: 16,
  deviceBatch: 1,
  maxTokens: 16_384,
  validationRows: 64,
  dtype: "bfloat16",
  gradientCheckpointing: false,
  seed: 1,
  python: "python3",
  keepRank: 1,
  force: false,
} as const satisfies Partial<LlmTrainOptions>;

/** Learning rate of all weights, as in the paper, and of an adapter. */
export const LEARNING_RATES = { full: 2e-5, adapter: 2e-4 } as const;
