import type { Random } from "../../random.js";

/** How the next token is selected. */
export interface SamplingOptions {
  /** 0 selects the most likely token; above 0 samples. */
  readonly temperature: number;
  readonly random: Random;
  /** Token ids that may be selected. Default: all. */
  readonly isAllowed?: ((id: number) => boolean) | undefined;
}

/** A selected token. */
export interface SampledToken {
  readonly id: number;
  /** Natural logarithm of its probability at temperature 1 among all tokens, whether allowed or not. */
  readonly logProbability: number;
}

/** Selects the next token by the scores of all tokens. */
export function sampleToken(scores: Float32Array, options: SamplingOptions): SampledToken {
  const id = options.temperature === 0 ? mostLikely(scores, options) : sample(scores, options);
  return { id, logProbability: (scores[id] ?? 0) - logSumExp(scores) };
}

function mostLikely(scores: Float32Array, { isAllowed = () => true }: SamplingOptions): number {
  let best = -1;
  for (let id = 0; id < scores.length; id++) {
    if (isAllowed(id) && (best === -1 || (scores[id] ?? 0) > (scores[best] ?? 0))) best = id;
  }
  return Math.max(best, 0);
}

function sample(scores: Float32Array, options: SamplingOptions): number {
  const { temperature, random, isAllowed = () => true } = options;
  const top = scores[mostLikely(scores, options)] ?? 0;
  const weights = scores.map((score, id) =>
    isAllowed(id) ? Math.exp((score - top) / temperature) : 0,
  );
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [id, weight] of weights.entries()) {
    left -= weight;
    if (left < 0 && weight > 0) return id;
  }
  return mostLikely(scores, options);
}

function logSumExp(scores: Float32Array): number {
  let top = -Infinity;
  for (const score of scores) top = Math.max(top, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - top);
  return top + Math.log(sum);
}
