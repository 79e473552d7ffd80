import type { Refusal } from "./refusal.js";

/** Why work on a request was stopped before it was done: the reason of an aborted signal. */
export class Stopped extends Error {
  override readonly name = "AbortError";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Why the signal was aborted; undefined when it was not, or not by a server of this library. */
export function stoppedBy({ reason }: AbortSignal): Refusal | undefined {
  return reason instanceof Stopped ? reason.refusal : undefined;
}

/** Waits until a promise settles or the signal is aborted, whichever comes first, even if the work ignores its signal. */
export async function untilStopped<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

export function timedOut(timeoutMs: number): Refusal {
  return {
    refused: "TIMED_OUT",
    message: `The answer was not ready within ${timeoutMs / 1000} seconds.`,
    remedy: "Ask for less, or start the server with a longer timeout.",
  };
}

export const CLIENT_GONE: Refusal = {
  refused: "CLIENT_GONE",
  message: "Whoever asked has closed the connection.",
  remedy: "Wait for the answer.",
};

export const SHUTTING_DOWN: Refusal = {
  refused: "SHUTTING_DOWN",
  message: "The server is shutting down.",
  remedy: "Ask again when it is back.",
  retryAfterSeconds: 5,
};
