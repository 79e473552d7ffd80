import type { Connection } from "./connection.js";
import type { Transaction } from "./database.js";
import { deadQueueOf, jobIdOf, type QueuedRun, RUN_COLUMNS, readQueuedRun } from "./queued-run.js";
import { BOSS_SCHEMA } from "./schema.js";

/** A run to put into the queue. */
export type NewRun = Omit<QueuedRun, "queue" | "isFinished">;

/** What {@link enqueueRun} did. */
export interface Enqueued {
  readonly run: QueuedRun;
  /** Tasks that were put into the queue now. */
  readonly added: number;
}

/** How often pg-boss gives out a task again whose worker was lost, before it becomes a dead letter. */
export const LOST_WORKERS = 20;

/** pg-boss forgets a waiting job after this time. Its default is 14 days. Ten years, in minutes. */
const RETENTION_MINUTES = 10 * 365 * 24 * 60;
/** Jobs in one statement. */
const BATCH = 5000;
/** Seconds until a task is repeated. Not doubled with each time: pg-boss would let a task whose workers are lost wait for hours. */
const RETRY_SECONDS = 5;

/**
 * Puts a run into the queue, in one transaction. If it is there already, only those of its tasks are added that ended without
 * completing, unless their failures shall be kept.
 */
export async function enqueueRun(
  connection: Connection,
  run: NewRun,
  { keepFailed }: { readonly keepFailed: boolean },
): Promise<Enqueued> {
  const queue = `star-${run.id}`;
  const dead = deadQueueOf(queue);
  const { boss } = connection;
  await boss.createQueue(dead, { name: dead, retentionMinutes: RETENTION_MINUTES });
  await boss.createQueue(queue, {
    name: queue,
    deadLetter: dead,
    retentionMinutes: RETENTION_MINUTES,
    retryLimit: LOST_WORKERS,
    retryDelay: RETRY_SECONDS,
    expireInSeconds: run.leaseSeconds,
  });
  return connection.transaction(async (transaction) => {
    const isNew = await insertRun(transaction, { ...run, queue });
    const stored = await readQueuedRun(
      transaction,
      `SELECT ${RUN_COLUMNS} FROM star.run WHERE id = $1 FOR UPDATE`,
      [run.id],
    );
    if (stored === undefined) throw new Error(`The run ${run.id} was deleted meanwhile.`);
    if (!isNew && keepFailed) return { run: stored, added: 0 };
    const positions = isNew ? everyPosition(run.total) : await endedPositions(transaction, stored);
    await removeJobs(transaction, { queue, dead, positions });
    for (let start = 0; start < positions.length; start += BATCH) {
      const batch = positions.slice(start, start + BATCH);
      await boss.insert(
        batch.map((position) => ({
          id: jobIdOf(run.id, position),
          name: queue,
          data: { position },
          priority: run.priority,
        })),
        { db: transaction.boss },
      );
    }
    if (positions.length > 0) {
      await transaction.query("UPDATE star.run SET finished_on = NULL WHERE id = $1", [run.id]);
    }
    return { run: stored, added: positions.length };
  });
}

const everyPosition = (total: number) => Array.from({ length: total }, (_, position) => position);

async function insertRun(
  { query }: Transaction,
  run: Omit<QueuedRun, "isFinished">,
): Promise<boolean> {
  const { id, queue, version, fingerprint, tasksHash, options, total } = run;
  const { retries, leaseSeconds, priority } = run;
  const inserted = await query(
    `INSERT INTO star.run (id, queue, version, fingerprint, tasks_hash, options, total, retries, lease_seconds, priority)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      id,
      queue,
      version,
      fingerprint,
      tasksHash,
      JSON.stringify(options),
      total,
      retries,
      leaseSeconds,
      priority,
    ],
  );
  return inserted.length > 0;
}

/** Positions of tasks that are neither completed nor in the queue; their failures are forgotten. */
async function endedPositions({ query }: Transaction, run: QueuedRun): Promise<number[]> {
  const rows = await query<{ readonly position: number }>(
    `SELECT position FROM generate_series(0, $3::integer - 1) AS position
     EXCEPT SELECT position FROM star.result WHERE run = $1 AND status = 'completed'
     EXCEPT SELECT (data->>'position')::integer FROM ${BOSS_SCHEMA}.job WHERE name = $2 AND state < 'completed'
     ORDER BY position`,
    [run.id, run.queue, run.total],
  );
  const positions = rows.map(({ position }) => position);
  await query(
    "UPDATE star.result SET failures = 0, is_final = false WHERE run = $1 AND position = ANY($2::integer[])",
    [run.id, positions],
  );
  return positions;
}

interface EndedJobs {
  readonly queue: string;
  readonly dead: string;
  readonly positions: readonly number[];
}

async function removeJobs({ query }: Transaction, { queue, dead, positions }: EndedJobs) {
  await query(
    `DELETE FROM ${BOSS_SCHEMA}.job WHERE name = ANY($1::text[]) AND (data->>'position')::integer = ANY($2::integer[])`,
    [[queue, dead], positions],
  );
}
