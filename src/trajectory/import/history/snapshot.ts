import { z } from "zod";

const pointerSchema = z.object({ configurable: z.object({ checkpoint_id: z.string() }) });

/** One node of a super-step, planned at a checkpoint. */
const taskSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `["__pregel_pull", node]`, or `["__pregel_push", number, ...]` for a `Send`. */
  path: z.array(z.unknown()).nullish(),
  /** The state update of the node; absent if it has not succeeded or wrote nothing. */
  result: z.unknown().optional(),
  error: z.unknown().optional(),
  interrupts: z.array(z.unknown()).nullish(),
  /** Configuration of the checkpoints of the graph inside the node. */
  state: z
    .object({ configurable: z.record(z.string(), z.unknown()) })
    .nullish()
    .catch(undefined),
});

/** A checkpoint as `getStateHistory` returns it. */
export const snapshotSchema = z.object({
  values: z.unknown(),
  next: z.array(z.string()),
  config: pointerSchema,
  parentConfig: pointerSchema.nullish(),
  metadata: z.object({
    source: z.string(),
    step: z.number(),
    parents: z.record(z.string(), z.string()).nullish(),
  }),
  createdAt: z.string(),
  tasks: z.array(taskSchema),
});

/** A planned node of a checkpoint. */
export type HistoryTask = z.infer<typeof taskSchema>;
/** A checkpoint as `getStateHistory` returns it. */
export type Snapshot = z.infer<typeof snapshotSchema>;

/** A checkpoint with the checkpoints of the graphs inside its nodes. */
export interface HistoryCheckpoint extends Omit<Snapshot, "tasks"> {
  readonly tasks: readonly NodeRun[];
}

/** A node that was planned at a checkpoint. */
export interface NodeRun extends HistoryTask {
  /** Checkpoints of the graph inside the node, oldest first; empty without one. */
  readonly inner: readonly HistoryCheckpoint[];
  /** `star_step` of the node, else of the nodes around it. */
  readonly starStep: string | undefined;
}
