import type { ItemId } from "../types.js";

/** Keeps records as tasks end, so that a later evaluation with the same policies and tasks continues with those that are missing. */
export interface RecordStore {
  /** The record of a task that ended earlier; undefined if there is none. The policy is then not asked. */
  find(policy: string, taskId: string): TaskRecord | undefined;
  /** Called with every new record. The evaluation waits for it, and rejects if it does. */
  add(record: TaskRecord): Promise<void>;
}

/** Result of one policy on one task. Only `latencyMs` differs between runs of a deterministic policy. */
export interface TaskRecord {
  readonly policy: string;
  readonly taskId: string;
  readonly userId: string;
  /** Rank of the held-out item, from 1; `Infinity` if the policy failed, which is a miss in all metrics. */
  readonly rank: number;
  /** Position of the candidate that was ranked first in the task's list, from 1; null without an answer, or if several are first. */
  readonly firstPosition?: number | null;
  /** The first five items of the answer, best first. Absent without an answer, and in records that were kept before there were any. */
  readonly top?: readonly ItemId[] | undefined;
  /** Number of candidates that the policy did not rank. */
  readonly appended: number;
  /** Message of the policy's error on this task; null if it answered. */
  readonly error: string | null;
  /** Null if the policy does not report it. */
  readonly modelCalls: number | null;
  /** Null if the policy does not report it. */
  readonly tokens: number | null;
  /** Repairs of the model's replies by kind; empty if there were none, or the policy failed or does not report them. */
  readonly repairs?: Readonly<Record<string, number>>;
  /** From the answer, else measured around the call; null if it is unknown or the policy failed. */
  readonly latencyMs: number | null;
  /** Null if the policy does not simulate it. */
  readonly simulatedLatencyMs: number | null;
}
