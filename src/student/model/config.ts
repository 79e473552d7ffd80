/** What a student's transformer is made of. */
export interface TransformerConfig {
  /** Words it knows. */
  readonly vocabulary: number;
  /** Words it can write: those with the first ids. */
  readonly written: number;
  /** Id of letter A among them. */
  readonly firstLetter: number;
  /** Candidates there can be: one letter each. */
  readonly letters: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Width of the pointer that looks up the lines about a candidate. */
  readonly pointer: number;
}

/** 0.6 million parameters with a vocabulary of 500 words. */
export const MODEL_DEFAULTS = { layers: 3, width: 128, heads: 4, pointer: 64 } as const;
