import { abortErrorOf, CLIENT_GONE, RequestAborted, SHUTTING_DOWN, timedOut } from "./abort.js";
import type { HttpError } from "./http-error.js";

/** Limits of {@link createAdmission}. */
interface AdmissionOptions {
  /** Maximum number of requests processed at the same time. */
  readonly maxRunning: number;
  /** Maximum number of queued requests. */
  readonly maxWaiting: number;
  /** Maximum duration of a request including its time in the queue, in milliseconds. */
  readonly timeoutMs: number;
}

/** Permission to process one request. */
export interface AdmissionSlot {
  /** Aborted with `RequestAborted` when the client disconnects, the request times out, or the server stops. */
  readonly signal: AbortSignal;
  /** Passes the slot to the next request in the queue. Call it when the work has actually ended. */
  release(): void;
}

/** Admission control: limits the number and the duration of requests. */
export interface Admission {
  /** Waits for a slot, first in, first out. */
  acquire(client: AbortSignal): Promise<AdmissionSlot | HttpError>;
  counts(): { readonly running: number; readonly waiting: number };
  /** Rejects new requests. */
  close(): void;
  isClosed(): boolean;
  /** Aborts all running and queued requests. */
  abortAll(): void;
}

interface TrackedRequest {
  readonly signal: AbortSignal;
  abort(error: HttpError): void;
  /** Removes the timer and the listener. */
  dispose(): void;
}

/** Creates the admission control of one server. */
export function createAdmission({
  maxRunning,
  maxWaiting,
  timeoutMs,
}: AdmissionOptions): Admission {
  const running = new Set<TrackedRequest>();
  const waiting = new Map<TrackedRequest, () => void>();
  let isClosed = false;

  const release = (request: TrackedRequest) => {
    request.dispose();
    waiting.delete(request);
    if (!running.delete(request)) return;
    const [next] = waiting;
    if (next === undefined) return;
    const [successor, admit] = next;
    waiting.delete(successor);
    running.add(successor);
    admit();
  };
  const waitForSlot = (request: TrackedRequest) =>
    new Promise<void>((resolve) => {
      waiting.set(request, resolve);
      request.signal.addEventListener("abort", () => resolve(), { once: true });
    });

  return {
    async acquire(client) {
      if (isClosed) return SHUTTING_DOWN;
      const isFull = running.size >= maxRunning;
      if (isFull && waiting.size >= maxWaiting) return tooManyRequests(running.size, waiting.size);
      const request = trackRequest(client, timeoutMs);
      if (isFull) await waitForSlot(request);
      else running.add(request);
      const error = abortErrorOf(request.signal);
      if (error === undefined) return { signal: request.signal, release: () => release(request) };
      release(request);
      return error;
    },
    counts: () => ({ running: running.size, waiting: waiting.size }),
    close() {
      isClosed = true;
    },
    isClosed: () => isClosed,
    abortAll() {
      for (const request of [...waiting.keys(), ...running]) request.abort(SHUTTING_DOWN);
    },
  };
}

function trackRequest(client: AbortSignal, timeoutMs: number): TrackedRequest {
  const controller = new AbortController();
  const abort = (error: HttpError) => controller.abort(new RequestAborted(error));
  const onDisconnect = () => abort(CLIENT_GONE);
  const timer = setTimeout(() => abort(timedOut(timeoutMs)), timeoutMs);
  if (client.aborted) onDisconnect();
  else client.addEventListener("abort", onDisconnect, { once: true });
  return {
    signal: controller.signal,
    abort,
    dispose() {
      clearTimeout(timer);
      client.removeEventListener("abort", onDisconnect);
    },
  };
}

function tooManyRequests(running: number, waiting: number): HttpError {
  return {
    errorCode: "TOO_MANY_REQUESTS",
    message: `The server is at its limit: ${running} requests running, ${waiting} waiting.`,
    remedy: "Retry later, or start the server with higher limits.",
    retryAfterSeconds: 1,
  };
}
