/** Sizes of a student's transformer. */
export interface TransformerConfig {
  /** Number of tokens that the model reads. */
  readonly vocabularySize: number;
  /** Number of tokens that the model can write: those with the first ids. */
  readonly outputSize: number;
  /** Id of the first candidate label. */
  readonly firstLabelId: number;
  /** Number of candidate labels, the maximum number of candidates. */
  readonly labelCount: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Width of the pointer's queries and keys. */
  readonly pointerWidth: number;
}

/** Default sizes: 0.6 million parameters with a vocabulary of 500 tokens. */
export const MODEL_DEFAULTS = { layers: 3, width: 128, heads: 4, pointerWidth: 64 } as const;
