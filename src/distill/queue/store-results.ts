import { toTrajectoryLine } from "../../trajectory/trajectory-line.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Connection } from "./connection.js";
import type { Transaction } from "./database.js";
import type { TakenTask } from "./hand.js";
import type { QueuedRun } from "./queued-run.js";
import { BOSS_SCHEMA, MAX_ERROR_LENGTH } from "./schema.js";

/** A task that a worker has run. */
export interface TaskResult {
  readonly task: TakenTask;
  readonly trajectory: Trajectory;
}

/** Where results are stored. */
export interface StoreOptions {
  readonly connection: Connection;
  readonly run: QueuedRun;
  /** Id of the worker. */
  readonly worker: string;
}

/** Thrown to undo a transaction in which pg-boss changed fewer jobs than were asked for. */
class JobGone extends Error {}

/**
 * Stores results: the trajectory and the end of its job are one transaction. The result of a job that has ended otherwise
 * meanwhile, because another worker has finished it, is not stored.
 *
 * @returns The number of results that were stored.
 */
export async function storeResults(
  results: readonly TaskResult[],
  options: StoreOptions,
): Promise<number> {
  if (results.length === 0) return 0;
  try {
    await options.connection.transaction((transaction) =>
      storeInTransaction(results, { ...options, transaction }),
    );
    return results.length;
  } catch (error) {
    if (!(error instanceof JobGone)) throw error;
    if (results.length === 1) return 0;
    let stored = 0;
    for (const result of results) stored += await storeResults([result], options);
    return stored;
  }
}

type InTransaction = StoreOptions & { readonly transaction: Transaction };

async function storeInTransaction(
  results: readonly TaskResult[],
  options: InTransaction,
): Promise<void> {
  const { connection, run, transaction } = options;
  const completed = results.filter(({ trajectory }) => trajectory.status === "completed");
  const failed = results.filter(({ trajectory }) => trajectory.status !== "completed");
  for (const result of completed) await writeResult(result, options);
  const jobIds = completed.map(({ task }) => task.jobId);
  if (jobIds.length > 0) {
    const complete = connection.boss.complete as unknown as EndJobs;
    const { affected } = await complete(run.queue, jobIds, {}, { db: transaction.boss });
    if (affected !== jobIds.length) throw new JobGone();
  }
  for (const result of failed) await storeFailure(result, options);
}

/** Ends jobs within a transaction. The counts are missing in the types of pg-boss, and so are the four arguments for several jobs. */
type EndJobs = (
  queue: string,
  jobIds: readonly string[],
  output: object,
  options: { readonly db: Transaction["boss"] },
) => Promise<{ readonly affected: number }>;

async function storeFailure(result: TaskResult, options: InTransaction): Promise<void> {
  const { connection, run, transaction } = options;
  const { jobId } = result.task;
  await assertActive(jobId, options);
  const failures = await writeResult(result, options);
  if (failures > run.retries) {
    // pg-boss gives up a job that it has repeated as often as its limit says.
    await transaction.query(
      `UPDATE ${BOSS_SCHEMA}.job SET retry_limit = retry_count WHERE name = $1 AND id = $2 AND state = 'active'`,
      [run.queue, jobId],
    );
  }
  const output = { message: errorOf(result.trajectory) };
  const fail = connection.boss.fail as unknown as EndJobs;
  const { affected } = await fail(run.queue, [jobId], output, { db: transaction.boss });
  if (affected !== 1) throw new JobGone();
}

/** `fail` of pg-boss also fails a job that waits to be repeated. */
async function assertActive(jobId: string, { run, transaction }: InTransaction): Promise<void> {
  const active = await transaction.query(
    `SELECT id FROM ${BOSS_SCHEMA}.job WHERE name = $1 AND id = $2 AND state = 'active' FOR UPDATE`,
    [run.queue, jobId],
  );
  if (active.length === 0) throw new JobGone();
}

/** Writes a result in the place of an earlier one that did not complete. Returns how often the run has failed. */
async function writeResult(
  { task, trajectory }: TaskResult,
  { run, worker, transaction }: InTransaction,
): Promise<number> {
  const { status, usage } = trajectory;
  const failure = status === "completed" ? 0 : 1;
  const [row] = await transaction.query<{ readonly failures: number }>(
    `INSERT INTO star.result AS result
       (run, position, status, is_final, failures, error, input_tokens, output_tokens, worker, line)
     VALUES ($1, $2, $3, $4 > $10::integer OR $4 = 0, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (run, position) DO UPDATE SET
       status = excluded.status, failures = result.failures + excluded.failures,
       is_final = excluded.failures = 0 OR result.failures + excluded.failures > $10::integer,
       error = excluded.error, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
       worker = excluded.worker, finished_on = now(), line = excluded.line
     WHERE result.status <> 'completed'
     RETURNING failures`,
    [
      run.id,
      task.position,
      status,
      failure,
      failure === 0 ? null : errorOf(trajectory),
      usage.inputTokens,
      usage.outputTokens,
      worker,
      toTrajectoryLine(trajectory).trimEnd(),
      run.retries,
    ],
  );
  if (row === undefined) throw new JobGone();
  return row.failures;
}

/** The error as Postgres can store it: without the character U+0000. */
function errorOf({ error, status }: Trajectory): string {
  const text = error ?? `The run was ${status}.`;
  return text.replaceAll("\0", "").slice(0, MAX_ERROR_LENGTH);
}
