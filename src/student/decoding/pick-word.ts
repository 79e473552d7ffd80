import type { Random } from "../../random.js";

export interface PickOptions {
  /** 0 takes the likeliest word; above 0 samples. */
  readonly temperature: number;
  readonly random: Random;
  /** Ids that may be picked. Default: all. */
  readonly isAllowed?: ((id: number) => boolean) | undefined;
}

/** A word that was picked, with the natural logarithm of its probability at temperature 1 among all words. */
export interface PickedWord {
  readonly id: number;
  readonly logProbability: number;
}

/** Picks the next word by its scores. */
export function pickWord(scores: Float32Array, options: PickOptions): PickedWord {
  const id = options.temperature === 0 ? likeliest(scores, options) : sample(scores, options);
  return { id, logProbability: (scores[id] ?? 0) - logSumExp(scores, 1) };
}

function likeliest(scores: Float32Array, { isAllowed = () => true }: PickOptions): number {
  let best = -1;
  for (let id = 0; id < scores.length; id++) {
    if (isAllowed(id) && (best === -1 || (scores[id] ?? 0) > (scores[best] ?? 0))) best = id;
  }
  return Math.max(best, 0);
}

function sample(
  scores: Float32Array,
  { temperature, random, isAllowed = () => true }: PickOptions,
): number {
  const top = scores[likeliest(scores, { temperature, random, isAllowed })] ?? 0;
  const shares = scores.map((score, id) =>
    isAllowed(id) ? Math.exp((score - top) / temperature) : 0,
  );
  let left = random() * shares.reduce((sum, share) => sum + share, 0);
  for (const [id, share] of shares.entries()) {
    left -= share;
    if (left < 0 && share > 0) return id;
  }
  return likeliest(scores, { temperature, random, isAllowed });
}

function logSumExp(scores: Float32Array, temperature: number): number {
  let top = -Infinity;
  for (const score of scores) top = Math.max(top, score / temperature);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score / temperature - top);
  return top + Math.log(sum);
}
