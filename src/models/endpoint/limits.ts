import { assertIntegers, LONGEST_TIMEOUT_MS } from "../../assert.js";

/** Limits of the requests to one server. Times are in milliseconds. */
export interface EndpointLimits {
  /** Longest time of one attempt, from its start to the last byte of the answer. Default 300,000. */
  readonly callMs?: number | undefined;
  /** Longest time until the first byte of an answer, and between two parts of it. Default: `callMs`. */
  readonly firstByteMs?: number | undefined;
  /** Requests at once; further ones wait. A request that waits for another attempt does not count. Default 8. */
  readonly concurrency?: number | undefined;
  /** Default: no limit. */
  readonly requestsPerMinute?: number | undefined;
  /** Input and output tokens per minute. The tokens of a request are estimated from its length. Default: no limit. */
  readonly tokensPerMinute?: number | undefined;
  /** Attempts of one request. Default 8. */
  readonly attempts?: number | undefined;
  /** Wait before the second attempt; it doubles before each further one, up to 30 s. Default 500. */
  readonly backoffMs?: number | undefined;
  /** Longest wait that a server may ask for; a longer one ends the request with an error. Default 120,000. */
  readonly maxWaitMs?: number | undefined;
  /** Time without any answer after which all requests fail instead of waiting. Default 180,000. */
  readonly giveUpMs?: number | undefined;
}

/** {@link EndpointLimits} with all defaults. */
export type CompleteLimits = {
  readonly [Name in keyof EndpointLimits]-?: Exclude<EndpointLimits[Name], undefined>;
};

/**
 * Adds the defaults.
 *
 * @throws {StarError} `INVALID_ARGUMENT` naming a limit that is not a positive integer.
 */
export function completeLimits(limits: EndpointLimits): CompleteLimits {
  const { callMs = 300_000, firstByteMs = callMs, backoffMs = 500 } = limits;
  const { maxWaitMs = 120_000, giveUpMs = 180_000 } = limits;
  const times = { callMs, firstByteMs, backoffMs, maxWaitMs, giveUpMs };
  assertIntegers(times, { most: LONGEST_TIMEOUT_MS });
  const { concurrency = 8, attempts = 8, requestsPerMinute, tokensPerMinute } = limits;
  assertIntegers({ concurrency, attempts, requestsPerMinute, tokensPerMinute });
  return {
    ...times,
    concurrency,
    attempts,
    requestsPerMinute: requestsPerMinute ?? Infinity,
    tokensPerMinute: tokensPerMinute ?? Infinity,
  };
}
