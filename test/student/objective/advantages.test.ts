import { describe, expect, it } from "vitest";
import {
  candidateToken,
  namedToken,
  writtenPosition,
} from "../../../src/student/language/token.js";
import { advantagesOf, standardize } from "../../../src/student/objective/advantages.js";
import { hasEqualRewards } from "../../../src/student/objective/rl-iteration.js";
import type { Rollout } from "../../../src/student/rollout/rollout.js";
import { taskOf } from "../../distill/teaching/support.js";

/** Recommends candidates by index after reading one answer; candidate 1 is the held-out item. */
function rolloutOf(
  candidates: readonly number[],
  score: { reward: number; format: 1 | -1; outcome: number },
): Rollout {
  const answer = { tokens: [namedToken("answer")], answer: 0, isWritten: false };
  const recommended = [
    namedToken("<recommend>"),
    ...candidates.map(candidateToken),
    namedToken("<end>"),
  ];
  const positions = [
    writtenPosition(namedToken("<plan>")),
    answer,
    ...recommended.map(writtenPosition),
  ];
  return {
    task: taskOf(1),
    labels: { byCandidate: new Uint8Array(), byLabel: new Uint8Array() },
    positions,
    logProbabilities: new Float32Array(positions.length),
    score: { ...score, rank: null, errors: [] },
    firstPositionScores: [],
    ranking: [],
    calls: [],
  };
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

const group = [
  rolloutOf([0, 1, 2], { reward: 1 + 2 / 3, format: 1, outcome: 2 / 3 }),
  rolloutOf([0, 2], { reward: -1, format: -1, outcome: 0 }),
];

describe("standardize", () => {
  it("divides the distance to the mean by the population standard deviation", () => {
    // Mean 1, deviations -1, 0, 1, variance 2/3.
    expect(standardize([0, 1, 2])).toEqual(close([-1, 0, 1].map((x) => x / Math.sqrt(2 / 3))));
  });

  it("is 0 for equal values", () => {
    expect(standardize([2, 2])).toEqual([0, 0]);
  });
});

describe("advantagesOf", () => {
  it("credits the whole sequence with one advantage, and tool answers with none", () => {
    const [first, second] = advantagesOf(group, "sequence");
    expect([...first!]).toEqual([1, 0, 1, 1, 1, 1, 1]);
    expect([...second!]).toEqual([-1, 0, -1, -1, -1, -1]);
  });

  it("takes the sequence's advantage from the reward, not from the outcome", () => {
    // Rewards 0, 1, 2; outcomes all equal.
    const rollouts = [0, 1, 2].map((reward) => rolloutOf([0], { reward, format: 1, outcome: 1 }));
    const all = advantagesOf(rollouts, "sequence").map(([first]) => first);
    expect(all).toEqual(close([-1, 0, 1].map((x) => x / Math.sqrt(2 / 3))));
  });

  it("credits the outcome to the candidates up to the held-out one, and 0.2 of the format to all tokens", () => {
    const [first, second] = advantagesOf(group, "candidates");
    // plan, answer, recommend, candidate 0, candidate 1 (held out), candidate 2, end
    expect([...first!]).toEqual(close([0.2, 0, 0.2, 1.2, 1.2, 0.2, 0.2]));
    // plan, answer, recommend, candidate 0, candidate 2, end
    expect([...second!]).toEqual(close([-0.2, 0, -0.2, -1.2, -1.2, -0.2]));
  });

  it("multiplies the standardized format by 0.2", () => {
    // Formats 1, 1, -1: mean 1/3, variance (4/9 + 4/9 + 16/9) / 3 = 8/9, standardized 2/3 and -4/3 over sqrt(8/9).
    const rollouts = ([1, 1, -1] as const).map((format) =>
      rolloutOf([0], { reward: 0, format, outcome: 0 }),
    );
    const all = advantagesOf(rollouts, "candidates").map(([first]) => first);
    expect(all).toEqual(close([2 / 3, 2 / 3, -4 / 3].map((x) => (0.2 * x) / Math.sqrt(8 / 9))));
  });
});

describe("hasEqualRewards", () => {
  it("is true for a group without advantages", () => {
    expect(hasEqualRewards(group)).toBe(false);
    expect(hasEqualRewards([group[0]!, group[0]!])).toBe(true);
  });
});
