import type { Connection } from "./connection.js";
import type { BossDatabase } from "./database.js";
import { positionOf, type QueuedRun } from "./queued-run.js";
import { BOSS_SCHEMA } from "./schema.js";

/** A task that a worker has taken. */
export interface TakenTask {
  /** Id of its job of pg-boss. */
  readonly jobId: string;
  readonly position: number;
}

/** The tasks that a worker has taken of one run and not finished. */
export interface Hand {
  /** Takes up to `count` waiting tasks, those of the highest priority first. */
  take(count: number): Promise<TakenTask[]>;
  /** Forgets tasks that are finished. */
  drop(jobIds: readonly string[]): void;
  /** Tells the queue that the worker is alive: the tasks are not given to others for another lease. */
  renew(): Promise<void>;
  /** Gives the tasks back, as if they had never been taken. */
  release(): Promise<void>;
  size(): number;
}

/** Creates an empty hand. */
export function createHand({ query, boss }: Connection, { queue }: QueuedRun): Hand {
  const held = new Set<string>();
  const db = observed({ executeSql: async (sql, values) => ({ rows: await query(sql, values) }) });
  return {
    async take(count) {
      const jobs = await boss.fetch(queue, { batchSize: count, db });
      db.throwError();
      for (const { id } of jobs) held.add(id);
      return jobs.map(({ id }) => ({ jobId: id, position: positionOf(id) }));
    },
    drop(jobIds) {
      for (const id of jobIds) held.delete(id);
    },
    async renew() {
      if (held.size === 0) return;
      await query(
        `UPDATE ${BOSS_SCHEMA}.job SET started_on = now() WHERE name = $1 AND id = ANY($2::uuid[]) AND state = 'active'`,
        [queue, [...held]],
      );
    },
    async release() {
      if (held.size === 0) return;
      // Without a start, pg-boss does not count the next one as a repetition.
      await query(
        `UPDATE ${BOSS_SCHEMA}.job SET state = 'created', started_on = NULL
         WHERE name = $1 AND id = ANY($2::uuid[]) AND state = 'active'`,
        [queue, [...held]],
      );
      held.clear();
    },
    size: () => held.size,
  };
}

/** Keeps the error of a statement: `fetch` of pg-boss answers with no jobs after any error. */
function observed({ executeSql }: BossDatabase): BossDatabase & { throwError(): void } {
  let failure: { readonly error: unknown } | undefined;
  return {
    executeSql: (sql, values) =>
      executeSql(sql, values).catch((error: unknown) => {
        failure = { error };
        throw error;
      }),
    throwError() {
      if (failure !== undefined) throw failure.error;
    },
  };
}
