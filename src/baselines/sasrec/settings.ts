import type { SasRecConfig } from "./weights.js";

/** Hyperparameters of SASRec and eSASRec. */
export interface SasRecSettings extends Omit<SasRecConfig, "items"> {
  /** Dropout rate, from 0 to 1. */
  readonly dropout: number;
  /** Users per update. */
  readonly rows: number;
  /** Maximum number of epochs. */
  readonly epochs: number;
  /** Epochs between validations. */
  readonly epochsBetweenChecks: number;
  /** Early-stopping patience: validations without improvement. */
  readonly patience: number;
  /** Peak learning rate. */
  readonly learningRate: number;
}

/** Default hyperparameters, tuned on the validation tasks of MovieLens 100K. */
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

/**
 * Hyperparameters of eSASRec: those of {@link SASREC_DEFAULTS}, with LiGR blocks and two heads, which were not tuned.
 *
 * @see Tikhonovich et al. (2025), eSASRec, arXiv 2508.06450
 */
export const ESASREC_DEFAULTS: SasRecSettings = { ...SASREC_DEFAULTS, block: "ligr", heads: 2 };
