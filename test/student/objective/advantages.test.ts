import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random.js";
import { letter, plain, written } from "../../../src/student/language/word.js";
import { advantagesOf, normalize } from "../../../src/student/objective/advantages.js";
import { createPromptMixer, levelOf } from "../../../src/student/objective/prompts.js";
import { isFlat } from "../../../src/student/objective/rl-run.js";
import type { Rollout } from "../../../src/student/rollout/episode.js";
import { taskOf } from "../../distill/teaching/support.js";

/** Recommends candidates by place; candidate 1 is the held-out one. */
function rolloutOf(
  candidates: readonly number[],
  score: { reward: number; format: 1 | -1; outcome: number },
): Rollout {
  const words = [plain("<plan>"), plain("<recommend>"), ...candidates.map(letter), plain("<end>")];
  return {
    task: taskOf(1),
    letters: { byCandidate: new Uint8Array(), byLetter: new Uint8Array() },
    positions: words.map(written),
    logProbabilities: new Float32Array(words.length),
    score: { ...score, rank: null, errors: [] },
    firstScores: [],
    ranking: [],
    calls: [],
  };
}

describe("normalize", () => {
  it("is the distance to the mean in standard deviations", () => {
    // Mean 1, deviations -1, 0, 1, variance 2/3.
    expect(normalize([0, 1, 2])).toEqual(
      [-1, 0, 1].map((value) => expect.closeTo(value / Math.sqrt(2 / 3), 9)),
    );
    expect(normalize([2, 2])).toEqual([0, 0]);
  });
});

describe("advantagesOf", () => {
  const group = [
    rolloutOf([0, 1, 2], { reward: 1 + 2 / 3, format: 1, outcome: 2 / 3 }),
    rolloutOf([0, 2], { reward: -1, format: -1, outcome: 0 }),
  ];

  it("gives the whole sequence one advantage", () => {
    const [first, second] = advantagesOf(group, "sequence");
    expect([...first!]).toEqual(Array.from({ length: 6 }, () => 1));
    expect([...second!]).toEqual(Array.from({ length: 5 }, () => -1));
  });

  it("gives the outcome to the letters up to the placing one, and a little for the format to all", () => {
    const [first, second] = advantagesOf(group, "letters");
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
    // plan, recommend, letter 0, letter 1 (placing), letter 2, end
    expect([...first!]).toEqual(close([0.2, 0.2, 1.2, 1.2, 0.2, 0.2]));
    expect([...second!]).toEqual(close([-0.2, -0.2, -1.2, -1.2, -0.2]));
  });

  it("knows groups that teach nothing", () => {
    expect(isFlat(group)).toBe(false);
    expect(isFlat([group[0]!, group[0]!])).toBe(true);
  });
});

describe("createPromptMixer", () => {
  it("mixes 3 easy, 4 medium and 3 hard prompts, each once before any twice", () => {
    const rated = Array.from({ length: 60 }, (_, place) => ({
      task: taskOf(place),
      successes: [8, 4, 0][place % 3]!,
    }));
    const draw = createPromptMixer(rated, createRandom(1));
    const levels = draw(10).map(({ userId }) => levelOf(rated[Number(userId.slice(1))]!.successes));
    expect([
      levels.filter((level) => level === "easy").length,
      levels.filter((level) => level === "medium").length,
    ]).toEqual([3, 4]);
    const drawn = [...draw(10), ...draw(10)].map(({ id }) => id);
    expect(new Set(drawn).size).toBe(20);
  });
});
