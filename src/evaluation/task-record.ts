/** How one policy did on one task. Everything but `latencyMs` is the same in every run of a deterministic policy. */
export interface TaskRecord {
  readonly policy: string;
  readonly taskId: string;
  readonly userId: string;
  /** Of the held-out item, from 1; `Infinity` when the policy failed, a miss under every metric. */
  readonly rank: number;
  /** How many candidates its ranking left out. */
  readonly appended: number;
  /** Why the policy failed on this task; null when it answered. */
  readonly error: string | null;
  /** Null where the policy does not say. */
  readonly modelCalls: number | null;
  readonly tokens: number | null;
  /** As the answer states it, else measured around the call; null when the policy failed. */
  readonly latencyMs: number | null;
  /** Null where the policy does not simulate it. */
  readonly simulatedLatencyMs: number | null;
}
