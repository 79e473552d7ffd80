import { setTimeout } from "node:timers/promises";
import { BrokenCircuitError, ConstantBackoff, handleType, handleWhen, retry } from "cockatiel";
import { modelError, PassingFault, type PassingReason } from "./faults.js";
import type { Health } from "./health.js";
import type { CompleteLimits } from "./limits.js";

/** What {@link withAttempts} needs to know of the server. */
export interface AttemptOptions {
  /** Base URL, for messages. */
  readonly server: string;
  readonly limits: CompleteLimits;
  readonly health: Health;
  readonly signal: AbortSignal;
  /** Called before each further attempt. */
  readonly onRetry: (reason: PassingReason) => void;
}

/** Each attempt that ends by a time limit costs that time, so there are few of them. */
const MAX_TIMEOUTS = 3;
/** Attempts after invalid answers of a server that has never answered as it should: the address may be wrong. */
const MAX_INVALID_AT_FIRST = 3;
const MAX_BACKOFF_MS = 30_000;

/**
 * Repeats a request until it succeeds, its attempts are used up, or a failure is final. While the breaker is open, the request waits;
 * that does not count as an attempt.
 */
export async function withAttempts<Result>(
  attempt: () => Promise<Result>,
  options: AttemptOptions,
): Promise<Result> {
  const { limits, health, signal, onRetry } = options;
  let timeouts = 0;
  let failed = 0;
  let waitMs = 0;
  // The delays are in the attempts, because those of the library cannot be aborted.
  const immediately = { backoff: new ConstantBackoff(0) };
  const waiting = retry(handleType(BrokenCircuitError), { ...immediately, maxAttempts: Infinity });
  const mayRetry = (fault: Error) => {
    if (!(fault instanceof PassingFault) || signal.aborted) return false;
    failed++;
    if (fault.reason === "timeout") timeouts++;
    if (isFinal(fault, { ...options, failed, timeouts })) return false;
    waitMs = Math.max(fault.retryAfterMs ?? 0, backoffOf(failed, limits));
    onRetry(fault.reason);
    return true;
  };
  const retrying = retry(handleWhen(mayRetry), { ...immediately, maxAttempts: limits.attempts });
  try {
    return await retrying.execute(async () => {
      await pause(waitMs, signal);
      return waiting.execute(async () => {
        if (health.downMs() > limits.giveUpMs) throw unavailable(options, failed);
        await pause(health.untilProbe(), signal);
        return attempt();
      });
    });
  } catch (error) {
    throw error instanceof PassingFault ? lastingError(error, options, failed) : error;
  }
}

interface Tried extends AttemptOptions {
  readonly failed: number;
  readonly timeouts: number;
}

function isFinal(fault: PassingFault, { limits, health, failed, timeouts }: Tried): boolean {
  if (failed >= limits.attempts || timeouts >= MAX_TIMEOUTS) return true;
  if ((fault.retryAfterMs ?? 0) > limits.maxWaitMs) return true;
  if (health.hasAnswered()) return false;
  if (fault.reason === "invalid_answer") return failed >= MAX_INVALID_AT_FIRST;
  return fault.lasting !== undefined;
}

function backoffOf(failed: number, { backoffMs }: CompleteLimits): number {
  return Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** (failed - 1));
}

function lastingError(fault: PassingFault, options: AttemptOptions, failed: number): Error {
  const { lasting, reason } = fault;
  const isOutage = options.health.hasAnswered() && reason !== "connection";
  return lasting !== undefined && !isOutage ? lasting : unavailable(options, failed, fault);
}

function unavailable(
  { server, health, limits }: AttemptOptions,
  failed: number,
  fault?: PassingFault,
) {
  const isDown = health.downMs() > limits.giveUpMs;
  const last = fault === undefined ? "" : `; the last: ${fault.message}`;
  const tries = failed === 1 ? "1 attempt" : `${failed} attempts`;
  return modelError("MODEL_UNAVAILABLE", {
    message: isDown
      ? `${server} has answered no request for ${Math.round(health.downMs() / 1000)} s`
      : `${server} failed in ${tries}${last}`,
    fields: { server, attempts: failed, reason: fault?.reason ?? "down", isDown },
    ...(fault !== undefined && { cause: fault }),
  });
}

async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (waitMs > 0) await setTimeout(waitMs, undefined, { signal });
}
