import { EVIDENCE_KINDS } from "../../text/evidence-kinds.js";
import type { EvidenceLine, EvidenceReading } from "../../text/evidence-line.js";

const COLUMNS = 3;

/** Numbers a line of evidence is turned into. */
export const FEATURES = COLUMNS * EVIDENCE_KINDS.length;

/**
 * A line of evidence as numbers. For every kind: minus the logarithm of the share of items with evidence as strong, the
 * logarithm of one plus the lift over chance, and whether the line says "none".
 */
export function featuresOf({ readings }: EvidenceLine): number[] {
  const found = new Map(readings.map((reading) => [reading.kind, reading]));
  return EVIDENCE_KINDS.flatMap(({ id }) => columnsOf(found.get(id)));
}

function columnsOf(reading: EvidenceReading | undefined): number[] {
  if (reading === undefined) return [0, 0, 1];
  const { topPercent, lift = 0 } = reading;
  return [-Math.log(topPercent / 100), Math.log1p(lift), 0];
}

/** Where the numbers of each feature lie and how far they spread. */
export interface Scale {
  readonly means: Float64Array;
  /** 1 for a feature that never changes. */
  readonly deviations: Float64Array;
}

/** The scale of features, `rows x FEATURES`. */
export function fitScale(features: Float32Array): Scale {
  const rows = features.length / FEATURES;
  const means = new Float64Array(FEATURES);
  const squares = new Float64Array(FEATURES);
  for (const [place, value] of features.entries()) {
    const column = place % FEATURES;
    means[column] = (means[column] as number) + value / rows;
    squares[column] = (squares[column] as number) + value ** 2 / rows;
  }
  const deviations = squares.map((square, column) => {
    const variance = square - (means[column] as number) ** 2;
    return variance > 1e-9 ? Math.sqrt(variance) : 1;
  });
  return { means, deviations };
}

/** Features around 0 with a spread of 1. */
export function standardize(features: Float32Array, { means, deviations }: Scale): Float32Array {
  return features.map((value, place) => {
    const column = place % FEATURES;
    return (value - (means[column] as number)) / (deviations[column] as number);
  });
}
