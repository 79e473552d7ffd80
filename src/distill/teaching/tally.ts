import { createSimilarTextCounter } from "../../text/similar-texts.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { addUsage, createUsageSums, type Usage } from "../../trajectory/usage.js";

/** An error and how often it occurred. */
export interface ErrorCount {
  /** Text of the first occurrence. Texts that differ only in numbers and ids count as the same error. */
  readonly error: string;
  readonly count: number;
}

/** What came of runs. */
export interface Tally {
  readonly statuses: Readonly<Record<Trajectory["status"], number>>;
  /** Runs that rank the held-out item first. */
  readonly firstPlaces: number;
  /** Model calls and tokens, without those that a cache answered. */
  readonly usage: Usage;
  /** Model calls that a cache answered, and their tokens. */
  readonly cached: Usage;
  /** Errors of the runs that did not complete, the most frequent first. */
  readonly errors: readonly ErrorCount[];
}

/** Counts runs. */
export interface TallyCounter {
  /** @param cached - What of the trajectory's usage a cache answered. Default: nothing. */
  add(trajectory: Trajectory, cached?: Usage): void;
  read(): Tally;
}

const NOTHING: Usage = createUsageSums();

/** Creates a counter of runs. */
export function createTallyCounter(): TallyCounter {
  const statuses = { completed: 0, failed: 0, truncated: 0, interrupted: 0 };
  const usage = createUsageSums();
  const cached = createUsageSums();
  const errors = createErrorCounter();
  let firstPlaces = 0;
  return {
    add(trajectory, saved = NOTHING) {
      const { status, outcome } = trajectory;
      statuses[status]++;
      if (outcome?.rank === 1) firstPlaces++;
      for (const name of ["modelCalls", "inputTokens", "outputTokens"] as const) {
        usage[name] += Math.max(0, trajectory.usage[name] - saved[name]);
      }
      addUsage(cached, saved);
      if (status === "completed") return;
      errors.add(trajectory.error ?? `The run was ${status}.`);
    },
    read: () => ({
      statuses: { ...statuses },
      firstPlaces,
      usage: { ...usage },
      cached: { ...cached },
      errors: errors.read(),
    }),
  };
}

/** Counts errors whose texts differ in more than numbers and ids. */
export function createErrorCounter() {
  const errors = createSimilarTextCounter();
  return {
    add: errors.add,
    /** The most frequent first. */
    read: (): ErrorCount[] => errors.read().map(({ text, count }) => ({ error: text, count })),
  };
}
