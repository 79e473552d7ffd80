import { EVIDENCE_KINDS } from "../../text/evidence-kinds.js";
import type { EvidenceLine, EvidenceReading } from "../../text/evidence-reading.js";

/** Features per kind of evidence. */
const COLUMNS = 3;

/** Features per line of evidence. */
export const RANKER_FEATURES = COLUMNS * EVIDENCE_KINDS.length;

/**
 * Features of a line of evidence: for each kind, the negative logarithm of the share of items with evidence at least as strong, the
 * logarithm of 1 plus the lift over chance, and 1 if the kind is absent.
 *
 * @returns {@link RANKER_FEATURES} numbers.
 */
export function lineFeatures({ readings }: EvidenceLine): number[] {
  const byKind = new Map(readings.map((reading) => [reading.kind, reading]));
  return EVIDENCE_KINDS.flatMap(({ id }) => readingFeatures(byKind.get(id)));
}

function readingFeatures(reading: EvidenceReading | undefined): number[] {
  if (reading === undefined) return [0, 0, 1];
  const { topPercent, lift = 0 } = reading;
  return [-Math.log(topPercent / 100), Math.log1p(lift), 0];
}

/** Mean and standard deviation of each feature. */
export interface FeatureScale {
  readonly means: Float64Array;
  /** 1 for a constant feature. */
  readonly deviations: Float64Array;
}

/** Computes the scale of features of shape `rows x RANKER_FEATURES`. */
export function fitFeatureScale(features: Float32Array): FeatureScale {
  const rows = features.length / RANKER_FEATURES;
  const means = new Float64Array(RANKER_FEATURES);
  const squares = new Float64Array(RANKER_FEATURES);
  for (const [index, value] of features.entries()) {
    const column = index % RANKER_FEATURES;
    means[column] = (means[column] as number) + value / rows;
    squares[column] = (squares[column] as number) + value ** 2 / rows;
  }
  const deviations = squares.map((square, column) => {
    const variance = square - (means[column] as number) ** 2;
    return variance > 1e-9 ? Math.sqrt(variance) : 1;
  });
  return { means, deviations };
}

/** Standardizes features to mean 0 and standard deviation 1. */
export function standardizeFeatures(
  features: Float32Array,
  { means, deviations }: FeatureScale,
): Float32Array {
  return features.map((value, index) => {
    const column = index % RANKER_FEATURES;
    return (value - (means[column] as number)) / (deviations[column] as number);
  });
}
