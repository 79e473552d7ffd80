import type { HttpError } from "./http-error.js";

/** Abort reason of a request's signal; carries the error for the client. */
export class RequestAborted extends Error {
  override readonly name = "AbortError";
  readonly error: HttpError;

  constructor(error: HttpError) {
    super(error.message);
    this.error = error;
  }
}

/** Returns the HTTP error that a signal was aborted with; undefined if it was not aborted with {@link RequestAborted}. */
export function abortErrorOf({ reason }: AbortSignal): HttpError | undefined {
  return reason instanceof RequestAborted ? reason.error : undefined;
}

/** Waits until a promise settles or the signal is aborted, even if the work ignores the signal. */
export async function untilAborted<Value>(
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

/** The error of a request that took longer than `timeoutMs`. */
export function timedOut(timeoutMs: number): HttpError {
  return {
    errorCode: "TIMED_OUT",
    message: `The response was not ready within ${timeoutMs / 1000} seconds.`,
    remedy: "Send a smaller request, or start the server with a longer timeout.",
  };
}

/** The error of a request whose client disconnected. */
export const CLIENT_GONE: HttpError = {
  errorCode: "CLIENT_GONE",
  message: "The client closed the connection.",
  remedy: "Keep the connection open until the response arrives.",
};

/** The error of a request during shutdown. */
export const SHUTTING_DOWN: HttpError = {
  errorCode: "SHUTTING_DOWN",
  message: "The server is shutting down.",
  remedy: "Retry after it has restarted.",
  retryAfterSeconds: 5,
};
