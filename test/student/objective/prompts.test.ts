import { describe, expect, it } from "vitest";
import { rateDifficulty } from "../../../src/distill/difficulty.js";
import { createRandom } from "../../../src/random.js";
import { createPromptMixer, createPromptSource } from "../../../src/student/objective/prompts.js";
import { taskOf } from "../../distill/teaching/support.js";

/** Tasks of users 0 to 59: a third each with 8, 4 and 0 successes. */
const rated = Array.from({ length: 60 }, (_, user) => ({
  task: taskOf(user),
  successes: [8, 4, 0][user % 3]!,
}));
const userOf = ({ userId }: { readonly userId: string }) => Number(userId.slice(1));
const levelOf = (task: { readonly userId: string }) =>
  rateDifficulty(rated[userOf(task)]!.successes, 8);

describe("createPromptMixer", () => {
  it("mixes 3 easy, 4 medium and 3 hard prompts, without repeats", () => {
    const draw = createPromptMixer(rated, createRandom(1));
    const levels = draw(10).map(levelOf).toSorted();
    const expected = { easy: 3, hard: 3, medium: 4 };
    expect(levels).toEqual(
      Object.entries(expected).flatMap(([level, count]) => Array(count).fill(level)),
    );
    const drawn = [...draw(10), ...draw(10)].map(({ id }) => id);
    expect(new Set(drawn).size).toBe(20);
  });

  it("gives the share of an empty hard level to medium prompts", () => {
    const draw = createPromptMixer(
      rated.filter(({ successes }) => successes > 0),
      createRandom(1),
    );
    const levels = draw(10).map(levelOf);
    expect(levels.filter((level) => level === "easy")).toHaveLength(3);
    expect(levels.filter((level) => level === "medium")).toHaveLength(7);
  });
});

describe("createPromptSource", () => {
  it("takes the next epoch's tasks, with other negatives, when an epoch is used up", () => {
    const epochs: number[] = [];
    const draw = createPromptSource({
      rated,
      seed: 1,
      trainingTasks: (epoch) => {
        epochs.push(epoch);
        return rated.map(({ task }) => taskOf(userOf(task), { seed: 100 + epoch }));
      },
    });
    expect(new Set(draw(40).map(({ seed }) => seed))).toEqual(new Set([101]));
    expect(new Set(draw(40).map(({ seed }) => seed))).toEqual(new Set([102]));
    expect(epochs).toEqual([1, 2]);
  });
});
