import type { SasRecConfig } from "./network.js";

/** How a SASRec model is built and trained. */
export interface SasRecSettings extends Pick<SasRecConfig, "width" | "blocks" | "length"> {
  readonly dropout: number;
  /** Users at once. */
  readonly rows: number;
  /** Times that every user is seen, at most. */
  readonly epochs: number;
  /** Times between two looks at the validation tasks. */
  readonly epochsBetweenChecks: number;
  /** Looks without a better one before training stops. */
  readonly patience: number;
  readonly learningRate: number;
}

/** Chosen on the validation tasks of MovieLens 100K. */
export const SASREC_DEFAULTS: SasRecSettings = {
  width: 64,
  blocks: 2,
  length: 50,
  dropout: 0.3,
  rows: 32,
  epochs: 100,
  epochsBetweenChecks: 5,
  patience: 3,
  learningRate: 1e-3,
};
