import { type Random, shuffle } from "../../random.js";
import { CANDIDATE_LABELS } from "../language/token.js";

/** Which candidate has which label in one use of a sequence. Labels are indices into {@link CANDIDATE_LABELS}. */
export interface LabelAssignment {
  /** Label by candidate index. */
  readonly byCandidate: Uint8Array;
  /** Candidate index by label. Labels without a candidate have indices past the last candidate. */
  readonly byLabel: Uint8Array;
}

const ALL_LABELS = Array.from(CANDIDATE_LABELS, (_, index) => index);

/** Labels in the candidates' order. */
export const LABELS_IN_ORDER: LabelAssignment = {
  byCandidate: Uint8Array.from(ALL_LABELS),
  byLabel: Uint8Array.from(ALL_LABELS),
};

/** A random assignment, so that a student cannot learn anything about a particular label. */
export function shuffleLabels(random: Random): LabelAssignment {
  const byCandidate = Uint8Array.from(shuffle(ALL_LABELS, random));
  const byLabel = new Uint8Array(ALL_LABELS.length);
  byCandidate.forEach((label, candidate) => {
    byLabel[label] = candidate;
  });
  return { byCandidate, byLabel };
}
