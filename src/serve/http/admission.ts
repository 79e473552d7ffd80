import type { Refusal } from "./refusal.js";
import { CLIENT_GONE, SHUTTING_DOWN, Stopped, stoppedBy, timedOut } from "./stopped.js";

export interface AdmissionOptions {
  /** Most requests that are worked on at a time. */
  readonly maxRunning: number;
  /** Most requests that wait for their turn. */
  readonly maxWaiting: number;
  /** How long a request may take, its wait included, in milliseconds. */
  readonly timeoutMs: number;
}

/** A request's place among those that are worked on. */
export interface Place {
  /** Aborted with `Stopped` when the client has gone, time is up, or the server cannot wait any longer. */
  readonly signal: AbortSignal;
  /** Gives the place to the next. To be called when the work has really ended. */
  leave(): void;
}

/** Decides how many requests are worked on, and for how long. */
export interface Admission {
  /** Waits for a place. In the order of arrival. */
  enter(client: AbortSignal): Promise<Place | Refusal>;
  counts(): { readonly running: number; readonly waiting: number };
  /** Refuses whoever comes from now on. */
  close(): void;
  isClosed(): boolean;
  /** Stops all who are there. */
  stopAll(): void;
}

interface Visit {
  readonly signal: AbortSignal;
  stop(refusal: Refusal): void;
  /** No timer and no listener stays behind. */
  end(): void;
}

export function createAdmission({
  maxRunning,
  maxWaiting,
  timeoutMs,
}: AdmissionOptions): Admission {
  const running = new Set<Visit>();
  const waiting = new Map<Visit, () => void>();
  let isClosed = false;

  const leave = (visit: Visit) => {
    visit.end();
    waiting.delete(visit);
    if (!running.delete(visit)) return;
    const [next] = waiting;
    if (next === undefined) return;
    const [successor, admit] = next;
    waiting.delete(successor);
    running.add(successor);
    admit();
  };
  const turnOf = (visit: Visit) =>
    new Promise<void>((resolve) => {
      waiting.set(visit, resolve);
      visit.signal.addEventListener("abort", () => resolve(), { once: true });
    });

  return {
    async enter(client) {
      if (isClosed) return SHUTTING_DOWN;
      const isFull = running.size >= maxRunning;
      if (isFull && waiting.size >= maxWaiting) return tooMany(running.size, waiting.size);
      const visit = beginVisit(client, timeoutMs);
      if (isFull) await turnOf(visit);
      else running.add(visit);
      const refusal = stoppedBy(visit.signal);
      if (refusal === undefined) return { signal: visit.signal, leave: () => leave(visit) };
      leave(visit);
      return refusal;
    },
    counts: () => ({ running: running.size, waiting: waiting.size }),
    close() {
      isClosed = true;
    },
    isClosed: () => isClosed,
    stopAll() {
      for (const visit of [...waiting.keys(), ...running]) visit.stop(SHUTTING_DOWN);
    },
  };
}

function beginVisit(client: AbortSignal, timeoutMs: number): Visit {
  const controller = new AbortController();
  const stop = (refusal: Refusal) => controller.abort(new Stopped(refusal));
  const onGone = () => stop(CLIENT_GONE);
  const timer = setTimeout(() => stop(timedOut(timeoutMs)), timeoutMs);
  if (client.aborted) onGone();
  else client.addEventListener("abort", onGone, { once: true });
  return {
    signal: controller.signal,
    stop,
    end() {
      clearTimeout(timer);
      client.removeEventListener("abort", onGone);
    },
  };
}

function tooMany(running: number, waiting: number): Refusal {
  return {
    refused: "TOO_MANY_REQUESTS",
    message: `${running} requests are being answered and ${waiting} wait: the server takes no more.`,
    remedy: "Ask again a little later, or start the server with higher limits.",
    retryAfterSeconds: 1,
  };
}
