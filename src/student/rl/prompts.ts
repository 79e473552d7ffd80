import { type Random, shuffle } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import { createSampler } from "../sft/sample-rows.js";

/** A task with how often the student placed its held-out item first in 8 samples. */
export interface RatedTask {
  readonly task: RecommendationTask;
  /** From 0, never, to 8, always. */
  readonly successes: number;
}

/** Easy, medium and hard prompts, in the paper's proportions. */
const MIX = { easy: 3, medium: 4, hard: 3 } as const;
const ALL = MIX.easy + MIX.medium + MIX.hard;

type Level = keyof typeof MIX;

/** Two thirds of 8 samples and more are easy, one third and less hard. */
export function levelOf(successes: number): Level {
  if (successes >= 16 / 3) return "easy";
  return successes <= 8 / 3 ? "hard" : "medium";
}

/**
 * Draws prompts 3 : 4 : 3 by difficulty, each level without repeats until it is through. A level without tasks leaves its share
 * to the medium ones, or to whatever there is.
 *
 * @see arXiv 2602.09829, section 3
 */
export function createPromptMixer(
  tasks: readonly RatedTask[],
  random: Random,
): (count: number) => RecommendationTask[] {
  const byLevel = (level: Level) =>
    tasks.filter(({ successes }) => levelOf(successes) === level).map(({ task }) => task);
  const groups = { easy: byLevel("easy"), medium: byLevel("medium"), hard: byLevel("hard") };
  const draws = {
    easy: createSampler(groups.easy, random),
    medium: createSampler(groups.medium, random),
    hard: createSampler(groups.hard, random),
  };
  const fallback = createSampler(
    tasks.map(({ task }) => task),
    random,
  );
  return (count) => {
    const share = (level: "easy" | "hard") =>
      groups[level].length === 0 ? 0 : Math.round((count * MIX[level]) / ALL);
    const [easy, hard] = [share("easy"), share("hard")];
    const rest = count - easy - hard;
    const medium = groups.medium.length === 0 ? fallback(rest) : draws.medium(rest);
    return shuffle([...draws.easy(easy), ...medium, ...draws.hard(hard)], random);
  };
}
