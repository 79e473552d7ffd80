import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StarError } from "../../errors.js";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../engine/checkpoint.js";
import type { Stage, TrainSettings } from "./options.js";
import type { Curves } from "./record.js";
import { differingInputs, type RunInputs } from "./run-inputs.js";
import type { Validation } from "./validate.js";

/** Where a run stands, beside its weights. */
export interface RunState {
  readonly steps: number;
  readonly stage: Stage;
  /** Updates or iterations made in this stage. */
  readonly done: number;
  /** Losses of the updates of SFT since the last point of the curve. */
  readonly losses: readonly number[];
  /** Looks of reinforcement since the best one. */
  readonly stale: number;
  /** How the student did with which reinforcement began. */
  readonly afterSft: Validation | null;
  readonly curves: Curves;
  /** The best validation so far. */
  readonly best: Validation | null;
}

/** A moment with the weights of then. */
export interface SavedRunState extends RunState, Pick<Checkpoint, "parameters" | "optimizer" | "kept"> {}

/** The file inside a student's folder that lets an interrupted run go on. It is gone when the run has ended. */
export interface CheckpointFile {
  /**
   * What the folder holds of the same run; undefined when it is to begin.
   *
   * @throws {StarError} `FILE_EXISTS` when it holds another run.
   * @throws {StarError} `CHECKPOINT_INVALID` when the file is cut or altered.
   */
  read(): Promise<SavedRunState | undefined>;
  write(moment: SavedRunState): Promise<void>;
  remove(): Promise<void>;
}

export const CHECKPOINT = "checkpoint.safetensors";

// The file's own sum stands for what these hold.
const metaSchema = z.object({ origin: z.custom<RunInputs>(), moment: z.custom<RunState>() });

export function openCheckpointFile(
  { out, force }: Pick<TrainSettings, "out" | "force">,
  origin: RunInputs,
): CheckpointFile {
  const path = join(out, CHECKPOINT);
  const read = async () => {
    if (!existsSync(path)) return undefined;
    const { meta, ...weights } = await readCheckpoint(path);
    const { origin: other, moment } = metaSchema.parse(meta);
    const differing = differingInputs(origin, other);
    if (differing.length > 0) throw foreign(path, differing);
    return { ...moment, ...weights };
  };
  return {
    read: () => (force ? read().catch((error: unknown) => setAside(path, error)) : read()),
    async write({ parameters, optimizer, kept, ...moment }) {
      await writeCheckpoint(path, { parameters, optimizer, kept, meta: { origin, moment } });
    },
    remove: () => rm(path, { force: true }),
  };
}

async function setAside(path: string, error: unknown): Promise<undefined> {
  if (!StarError.isInstance(error)) throw error;
  await rename(path, `${path}.old`);
}

function foreign(path: string, differing: readonly string[]): StarError {
  return new StarError("FILE_EXISTS", {
    message: `${path} is of a run that was interrupted, with other ${differing.join(", ")}.`,
    remedy:
      "Repeat the command that began it, to go on; choose another folder with --out; or start over with --force, which renames the file.",
  });
}
