import { setTimeout } from "node:timers/promises";

/** Statuses below 500 that another attempt can change. */
const PASSING = [408, 409, 425, 429];
const LONGEST_WAIT_MS = 60_000;

/**
 * Decides after a failed call whether to try again: throws the error when that is hopeless, else waits as long as the server
 * asks for. LangChain's own rule gives up on a 429 that does not say how long to wait.
 */
export async function waitOrGiveUp(error: unknown): Promise<void> {
  const failure = typeof error === "object" && error !== null ? error : {};
  const status = "status" in failure ? Number(failure.status) : undefined;
  const isRefused = status !== undefined && status >= 400 && status < 500;
  const isAborted = "name" in failure && failure.name === "AbortError";
  const isQuota = "code" in failure && failure.code === "insufficient_quota";
  if (isAborted || isQuota || (isRefused && !PASSING.includes(status))) throw error;
  const headers = "headers" in failure ? failure.headers : undefined;
  const waitMs = headers instanceof Headers ? 1000 * Number(headers.get("retry-after")) : 0;
  if (waitMs > 0) await setTimeout(Math.min(waitMs, LONGEST_WAIT_MS));
}
