import {
  circuitBreaker,
  CountBreaker,
  DelegateBackoff,
  handleType,
  type CircuitBreakerPolicy,
} from "cockatiel";
import { PassingFault } from "./faults.js";
import type { CompleteLimits } from "./limits.js";

/** What all requests to a server know of its state. */
export interface Health {
  /** Opens when most of the latest requests failed: then only one request at a time is sent, as a probe. */
  readonly breaker: CircuitBreakerPolicy;
  /** True if the server has answered once as it should. */
  hasAnswered(): boolean;
  /** Called after each answer. */
  answered(): void;
  /** Milliseconds until the next probe; 0 if the breaker is closed. */
  untilProbe(): number;
  /** Milliseconds for which the breaker has been open without any answer; 0 if it is closed. */
  downMs(): number;
}

/** The breaker opens when more than half of the last 20 requests failed, at least 10. */
const COUNTED = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 };
/** Longest time between two probes, unless the server asks for more. */
const MAX_PROBE_MS = 30_000;

/** Creates the state of one server. */
export function createHealth(
  { backoffMs }: CompleteLimits,
  onNote: (note: string) => void,
): Health {
  let answeredOnce = false;
  let downSince: number | undefined;
  let probeAt = 0;
  const breaker = circuitBreaker(handleType(PassingFault), {
    breaker: new CountBreaker(COUNTED),
    halfOpenAfter: new DelegateBackoff(({ attempt, result }) => {
      const failure = "error" in result ? result.error : undefined;
      const asked = failure instanceof PassingFault ? (failure.retryAfterMs ?? 0) : 0;
      const waitMs = Math.max(asked, Math.min(MAX_PROBE_MS, 2 * backoffMs * 2 ** (attempt - 1)));
      probeAt = Date.now() + waitMs;
      return waitMs;
    }),
  });
  breaker.onBreak((reason) => {
    if (downSince !== undefined) return;
    downSince = Date.now();
    const failure = "error" in reason ? reason.error.message : "";
    onNote(`fails most requests (the last: ${failure}); all requests wait until it answers again`);
  });
  breaker.onReset(() => {
    downSince = undefined;
    onNote("answers again");
  });
  return {
    breaker,
    hasAnswered: () => answeredOnce,
    answered() {
      answeredOnce = true;
    },
    untilProbe: () => Math.max(0, probeAt - Date.now()),
    downMs: () => (downSince === undefined ? 0 : Date.now() - downSince),
  };
}
