import { GRPO } from "../formats/hyper-parameters.js";
import { DIFFICULTIES, type Difficulty } from "../formats/records.js";
import { createRandom } from "../../random.js";

export type Difficulties = Readonly<Record<Difficulty | "unknown", number>>;

/**
 * Decides, prompt by prompt, which are taken so that easy, medium and hard ones stand 3:4:3: as many as the scarcest allows,
 * spread evenly over the file. A difficulty that nobody has is left out of the shares. Where none is known, all are taken.
 *
 * @param counts - How many prompts there are of each.
 * @returns Asked for every prompt once, in order, it takes exactly the numbers that the shares give.
 */
export function createPromptMix(
  counts: Difficulties,
  seed: number,
): (difficulty: Difficulty | null) => boolean {
  const present = DIFFICULTIES.filter((name) => counts[name] > 0);
  if (present.length === 0) return () => true;
  const scale = Math.min(...present.map((name) => counts[name] / GRPO.mix[name]));
  const wanted = new Map(present.map((name) => [name, Math.floor(scale * GRPO.mix[name])]));
  const left = new Map(present.map((name) => [name, counts[name]]));
  const random = createRandom(seed, "prompts");
  return (difficulty) => {
    if (difficulty === null) return false;
    // Selection sampling (Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2S).
    const [missing, remaining] = [wanted.get(difficulty) ?? 0, left.get(difficulty) ?? 0];
    const takes = random() * remaining < missing;
    left.set(difficulty, remaining - 1);
    if (takes) wanted.set(difficulty, missing - 1);
    return takes;
  };
}
