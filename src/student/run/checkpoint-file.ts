import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StarError } from "../../errors.js";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../engine/checkpoint.js";
import { currentStageName, type Stage, type TrainSettings } from "./options.js";
import type { Curves } from "./record.js";
import { differingInputs, type RunInputs } from "./run-inputs.js";
import type { Validation } from "./validate.js";

/** State of a run besides its weights, as the checkpoint stores it. */
export interface RunState {
  /** Updates of SFT in the whole run. */
  readonly steps: number;
  readonly stage: Stage;
  /** Updates or iterations finished in this stage. */
  readonly done: number;
  /** Losses of the updates of SFT since the last point of the loss curve. */
  readonly losses: readonly number[];
  /** Validations of reinforcement learning since the best one. */
  readonly stale: number;
  /** Validation of the student that reinforcement learning started from. */
  readonly afterSft: Validation | null;
  readonly curves: Curves;
  /** The best validation so far. */
  readonly best: Validation | null;
}

/** A run's state with its weights. */
export interface SavedRunState
  extends RunState, Pick<Checkpoint, "parameters" | "optimizer" | "kept"> {}

/** The checkpoint in a student's folder, from which an interrupted run resumes. A finished run removes it. */
export interface CheckpointFile {
  /**
   * Reads the state of the same run; undefined if there is no checkpoint. In checkpoints of earlier versions the stage `rl` is
   * called `grpo`; those are accepted.
   *
   * @throws {StarError} `FILE_EXISTS` when the checkpoint belongs to a run with other inputs.
   * @throws {StarError} `CHECKPOINT_INVALID` when the file is truncated or altered.
   */
  read(): Promise<SavedRunState | undefined>;
  write(state: SavedRunState): Promise<void>;
  remove(): Promise<void>;
}

/** Name of the checkpoint file. */
export const CHECKPOINT = "checkpoint.safetensors";

// The contents need no further check: `readCheckpoint` verifies the file's checksum.
const metaSchema = z.object({ origin: z.custom<RunInputs>(), moment: z.custom<RunState>() });

/** Opens the checkpoint of a run. With `force`, reading renames the checkpoint of another run. */
export function openCheckpointFile(
  { out, force }: Pick<TrainSettings, "out" | "force">,
  inputs: RunInputs,
): CheckpointFile {
  const path = join(out, CHECKPOINT);
  const read = async () => {
    if (!existsSync(path)) return undefined;
    const { meta, ...weights } = await readCheckpoint(path);
    const { origin, moment } = metaSchema.parse(meta);
    const differing = differingInputs(inputs, renameStages(origin));
    if (differing.length > 0) throw otherRun(path, differing);
    return { ...renameStage(moment), ...weights };
  };
  return {
    read: () => (force ? read().catch((error: unknown) => renameForeign(path, error)) : read()),
    async write({ parameters, optimizer, kept, ...state }) {
      const meta = { origin: inputs, moment: state };
      await writeCheckpoint(path, { parameters, optimizer, kept, meta });
    },
    remove: () => rm(path, { force: true }),
  };
}

function renameStages(inputs: RunInputs): RunInputs {
  const stages = String(inputs["stages"]).split(",").map(currentStageName).join();
  return { ...inputs, stages };
}

function renameStage(state: RunState): RunState {
  const { stage, curves } = state;
  const validation = curves.validation.map((point) => ({
    ...point,
    stage: currentStageName(point.stage) as Stage,
  }));
  return {
    ...state,
    stage: currentStageName(stage) as Stage,
    curves: { ...curves, validation },
  };
}

async function renameForeign(path: string, error: unknown): Promise<undefined> {
  if (!StarError.isInstance(error)) throw error;
  await rename(path, `${path}.old`);
}

function otherRun(path: string, differing: readonly string[]): StarError {
  return new StarError("FILE_EXISTS", {
    message: `${path} is the checkpoint of an interrupted run with different ${differing.join(", ")}.`,
    remedy:
      "Repeat the command of that run to resume it, choose another folder with --out, or start over with --force, which renames the file.",
  });
}
