import { setTimeout } from "node:timers/promises";
import { RateLimiter } from "limiter";
import type { CompleteLimits } from "./limits.js";

/** Limits of requests and tokens per minute. */
export interface Rates {
  /** Waits until a request with a body of this length may be sent. */
  admit(bodyLength: number, signal: AbortSignal): Promise<void>;
  /** Learns from an answer how many tokens a request of this length has. */
  learn(bodyLength: number, tokens: number): void;
}

const FIRST_GUESS = 1 / 4;

/** Creates limits. The tokens per character of a request are learned from the answers. */
export function createRates({ requestsPerMinute, tokensPerMinute }: CompleteLimits): Rates {
  const requests = createLimiter(requestsPerMinute);
  const tokens = createLimiter(tokensPerMinute);
  let tokensPerCharacter = FIRST_GUESS;
  return {
    async admit(bodyLength, signal) {
      await take(requests, 1, signal);
      // More than the limit of a minute can never be admitted at once.
      const estimate = Math.min(tokensPerMinute, Math.ceil(bodyLength * tokensPerCharacter));
      await take(tokens, estimate, signal);
    },
    learn(bodyLength, counted) {
      if (counted > 0) tokensPerCharacter += (counted / bodyLength - tokensPerCharacter) / 4;
    },
  };
}

function createLimiter(perMinute: number): RateLimiter | undefined {
  if (perMinute === Infinity) return undefined;
  return new RateLimiter({ tokensPerInterval: perMinute, interval: "minute" });
}

/** `RateLimiter.removeTokens` cannot be aborted, and its timer would keep an aborted process alive. */
async function take(
  limiter: RateLimiter | undefined,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  if (limiter === undefined) return;
  while (!limiter.tryRemoveTokens(count)) {
    await setTimeout(Math.max(1, limiter.getWaitTime(count)), undefined, { signal });
  }
}
