import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../../errors.js";
import type { EventComment } from "../../http/event-stream.js";
import { LOOK_MS } from "../index/store-look.js";
import type { TraceStore } from "../index/trace-store.js";
import type { LiveRuns } from "./live-runs.js";
import type { LiveState } from "./live-state.js";

/** Options of {@link liveEvents}. */
export interface LiveEventsOptions {
  readonly store: Pick<TraceStore, "look">;
  /** Undefined: only the file is followed. */
  readonly runs: LiveRuns | undefined;
  /** Aborted when the client is gone. */
  readonly client: AbortSignal;
  /** Aborted when the server ends. */
  readonly ending: AbortSignal;
}

/** Runs in progress that an event describes. */
const SHOWN_RUNS = 100;
/** Time without an event after which a comment is sent, in milliseconds. */
const QUIET_MS = 15_000;

/**
 * Yields the state of a file and of the runs in progress as JSON, whenever it has changed. Every event is the whole state and not a
 * difference: a client that was disconnected, or is slow, misses nothing and gets nothing twice.
 */
export async function* liveEvents(
  options: LiveEventsOptions,
): AsyncGenerator<string | EventComment> {
  const { client, ending } = options;
  const signal = AbortSignal.any([client, ending]);
  let sent = "";
  let quietMs = 0;
  while (!client.aborted) {
    const state = await readState(options);
    const key = JSON.stringify(state, withoutTimes);
    if (key !== sent) {
      yield JSON.stringify(state);
      [sent, quietMs] = [key, 0];
    } else if (quietMs >= QUIET_MS) {
      yield { comment: "still here" };
      quietMs = 0;
    }
    if (state.isOver) return;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    quietMs += LOOK_MS;
  }
}

async function readState({ store, runs, ending }: LiveEventsOptions): Promise<LiveState> {
  const running = runs?.running() ?? [];
  const live = {
    running: running.slice(0, SHOWN_RUNS),
    runningCount: running.length,
    progress: runs?.progress() ?? null,
    isOver: ending.aborted,
  };
  try {
    const { version, files } = await store.look();
    return { version, all: files.rows.length, problem: "", ...live };
  } catch (error) {
    return { version: "", all: 0, problem: messageOf(error), ...live };
  }
}

/** Clients count on by themselves. */
function withoutTimes(key: string, value: unknown): unknown {
  return key === "elapsedMs" ? undefined : value;
}
