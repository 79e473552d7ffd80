import { z } from "zod";

const pointerSchema = z.object({ configurable: z.object({ checkpoint_id: z.string() }) });

/** One node of a super-step, planned at a checkpoint. */
const taskSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `["__pregel_pull", node]`, or `["__pregel_push", number, ...]` for a `Send`. */
  path: z.array(z.unknown()).nullish(),
  /** What it wrote; absent while it has not succeeded, and when it wrote nothing. */
  result: z.unknown().optional(),
  error: z.unknown().optional(),
  interrupts: z.array(z.unknown()).nullish(),
  /** Where the checkpoints of its own graph stand. */
  state: z
    .object({ configurable: z.record(z.string(), z.unknown()) })
    .nullish()
    .catch(undefined),
});

/** A checkpoint as `getStateHistory` gives it. */
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

export type HistoryTask = z.infer<typeof taskSchema>;
export type Snapshot = z.infer<typeof snapshotSchema>;

/** A checkpoint, with the checkpoints of the graphs that its nodes held. */
export interface Checkpoint extends Omit<Snapshot, "tasks"> {
  readonly tasks: readonly NodeRun[];
}

export interface NodeRun extends HistoryTask {
  /** Oldest first; empty for a node that holds no graph. */
  readonly inner: readonly Checkpoint[];
  /** The `star_step` of the node, or of the nodes around it. */
  readonly starStep: string | undefined;
}
