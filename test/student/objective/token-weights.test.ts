import { describe, expect, it } from "vitest";
import { encodePositions } from "../../../src/student/language/encode.js";
import {
  candidateToken,
  namedToken,
  writtenPosition,
} from "../../../src/student/language/token.js";
import { buildVocabulary } from "../../../src/student/language/vocabulary.js";
import { tokenWeightsOf } from "../../../src/student/objective/token-weights.js";

const HELD_OUT = 2;

const answer = { tokens: [candidateToken(HELD_OUT)], about: HELD_OUT, answer: 0, isWritten: false };
const positions = [
  { tokens: [namedToken("prompt")], isWritten: false },
  writtenPosition(namedToken("<plan>")),
  answer,
  writtenPosition(namedToken("<analysis>")),
  writtenPosition(candidateToken(HELD_OUT)), // in an analysis: not rewarded
  writtenPosition(namedToken("<recommend>")),
  writtenPosition(candidateToken(1)),
  writtenPosition(candidateToken(HELD_OUT)),
  writtenPosition(candidateToken(0)),
  writtenPosition(namedToken("<end>")),
];
const vocabulary = buildVocabulary([positions], new Set());
const sequence = encodePositions(positions, vocabulary);

describe("tokenWeightsOf", () => {
  it("is 4 for the held-out item's label in the recommendation, 0.5 for other labels, 1 for other tokens", () => {
    const weights = tokenWeightsOf(sequence, HELD_OUT, vocabulary);
    expect([...weights]).toEqual([0, 1, 0, 1, 0.5, 1, 0.5, 4, 0.5, 1]);
  });

  it("takes other weights", () => {
    const weights = { heldOut: 8, candidates: 0.25, others: 2 };
    const all = tokenWeightsOf(sequence, HELD_OUT, vocabulary, weights);
    expect([...all]).toEqual([0, 2, 0, 2, 0.25, 2, 0.25, 8, 0.25, 2]);
  });
});
