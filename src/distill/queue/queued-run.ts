import { createHash } from "node:crypto";
import { z } from "zod";
import type { RecommendationTask } from "../../types.js";
import type { Database } from "./database.js";

/** What identifies the work of a queued run. Runs that are equal in it are one run. */
export interface RunIdentity {
  /** Version of this package. */
  readonly version: string;
  /** Fingerprint of the teacher. */
  readonly fingerprint: string;
  /** Hash of the tasks, see {@link hashTasks}. */
  readonly tasksHash: string;
  readonly samples: number;
}

/** A run in the queue. */
export interface QueuedRun {
  /** First 16 hexadecimal digits of the hash of its identity. */
  readonly id: string;
  /** Name of its queue of pg-boss. */
  readonly queue: string;
  readonly version: string;
  readonly fingerprint: string;
  readonly tasksHash: string;
  /** What workers prepare data and model with. */
  readonly options: unknown;
  /** Tasks times samples. Tasks of the queue are positions below it. */
  readonly total: number;
  /** How often a run that failed is repeated. */
  readonly retries: number;
  /** Time after which the tasks of a silent worker are given to others. */
  readonly leaseSeconds: number;
  readonly priority: number;
  readonly isFinished: boolean;
}

/** The columns of a {@link QueuedRun}. */
export const RUN_COLUMNS = `id, queue, version, fingerprint, tasks_hash AS "tasksHash", options, total, retries,
  lease_seconds AS "leaseSeconds", priority, finished_on IS NOT NULL AS "isFinished"`;

const rowSchema: z.ZodType<QueuedRun> = z.object({
  id: z.string(),
  queue: z.string(),
  version: z.string(),
  fingerprint: z.string(),
  tasksHash: z.string(),
  options: z.unknown(),
  total: z.number(),
  retries: z.number(),
  leaseSeconds: z.number(),
  priority: z.number(),
  isFinished: z.boolean(),
});

/** Reads the first run of a query of {@link RUN_COLUMNS}; undefined if there is none. */
export async function readQueuedRun(
  { query }: Database,
  sql: string,
  values: readonly unknown[] = [],
): Promise<QueuedRun | undefined> {
  const [row] = await query(sql, values);
  return row === undefined ? undefined : rowSchema.parse(row);
}

/** Finds a run by its id. */
export function findQueuedRun(database: Database, id: string): Promise<QueuedRun | undefined> {
  return readQueuedRun(database, `SELECT ${RUN_COLUMNS} FROM star.run WHERE id = $1`, [id]);
}

/** SHA-256 (hex) over tasks, with their histories, candidates and held-out items. */
export function hashTasks(tasks: readonly RecommendationTask[]): string {
  const hash = createHash("sha256");
  for (const task of tasks) hash.update(`${JSON.stringify(task)}\n`);
  return hash.digest("hex");
}

/** The id of a run. */
export function runIdOf({ version, fingerprint, tasksHash, samples }: RunIdentity): string {
  const identity = JSON.stringify([version, fingerprint, tasksHash, samples]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 16);
}

/** The id of a job, in the order of the positions: pg-boss gives out jobs of one time and priority in the order of their ids. */
export function jobIdOf(runId: string, position: number): string {
  const number = position.toString(16).padStart(8, "0");
  return `${number}-${runId.slice(0, 4)}-${runId.slice(4, 8)}-${runId.slice(8, 12)}-${runId.slice(12)}00000000`;
}

/** The position of a job's task. */
export function positionOf(jobId: string): number {
  return Number.parseInt(jobId.slice(0, 8), 16);
}

/** The queue that pg-boss copies the jobs to that it gives up. */
export function deadQueueOf(queue: string): string {
  return `${queue}-dead`;
}
