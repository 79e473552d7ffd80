import { join } from "node:path";
import { assertWritableFolder } from "../../writable.js";
import type { RequestContext } from "../../worker/protocol.js";
import { saveStudent } from "../student.js";
import { trackBest } from "./best-tracker.js";
import { type CheckpointFile, openCheckpointFile } from "./checkpoint-file.js";
import { estimateSteps } from "./estimate-steps.js";
import { toTrainSettings, TRAIN_DEFAULTS, type TrainOptions } from "./options.js";
import type { TrainingRecord, TrainProgress } from "./record.js";
import { runRlStage } from "./rl-stage.js";
import { hashRunInputs } from "./run-inputs.js";
import { type PreparedRun, prepareRun, type TrainingRun, validateRun } from "./run.js";
import { runSftStage } from "./sft-stage.js";
import type { Validation } from "./validate.js";
import { recordOf, writeStudent } from "./write-student.js";

/** Subfolder of the student before reinforcement learning. */
export const AFTER_SFT = "after-sft";

/**
 * Trains a student on trajectories and writes its folder: the weights with the best validation, the record, the curves and a
 * model card. An interrupted run resumes from its checkpoint and ends with the result of an uninterrupted run.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an unknown stage or method of reinforcement learning.
 * @throws {StarError} `TRAJECTORY_INVALID` when no trajectory can be used.
 * @throws {StarError} `FILE_EXISTS` when the folder contains the checkpoint of another run.
 * @throws {StarError} `FILE_INACCESSIBLE` before any work, when the folder cannot be written.
 */
export async function trainStudent(
  given: TrainOptions,
  context: RequestContext<TrainProgress>,
): Promise<TrainingRecord> {
  const begun = performance.now();
  const options = toTrainSettings(given);
  await assertWritableFolder(options.out, "out");
  const inputs = await hashRunInputs(options);
  const file = openCheckpointFile(options, inputs);
  const interrupted = await file.read();
  const prepared = await prepareRun(options, context);
  context.signal.throwIfAborted();
  const { minutes = TRAIN_DEFAULTS.minutes } = options;
  const steps =
    interrupted?.steps ?? options.steps ?? (await estimateSteps(prepared, minutes, begun));
  context.signal.throwIfAborted();
  const run = createRun(prepared, { steps, interrupted, file });
  const afterSft = await runStages(run);
  const record = await recordOf(run, { inputs, afterSft });
  await writeStudent(run, record);
  if (!record.stopped) await file.remove();
  return record;
}

interface RunOptions extends Pick<TrainingRun, "steps" | "interrupted"> {
  readonly file: CheckpointFile;
}

/** Creates the state of a new run, or restores that of an interrupted one. */
function createRun(prepared: PreparedRun, { steps, interrupted, file }: RunOptions): TrainingRun {
  const { parameters } = prepared.model;
  const { curves: saved, kept, best: validation } = interrupted ?? {};
  const savedBest = validation && kept?.["best"] && { validation, parameters: kept["best"] };
  const best = trackBest(parameters, savedBest ?? undefined);
  // Reinforcement learning rates prompts with the weights at its start, so it resumes from those.
  const weights = kept?.["start"] ?? interrupted?.parameters;
  if (weights !== undefined) parameters.replace(weights.tensors);
  const curves = {
    sft: [...(saved?.sft ?? [])],
    rl: [...(saved?.rl ?? [])],
    validation: [...(saved?.validation ?? [])],
  };
  return {
    ...prepared,
    steps,
    interrupted,
    best,
    curves,
    saveCheckpoint: ({ stage, done, losses = [], stale = 0, afterSft = null, start }, optimizer) =>
      file.write({
        steps,
        stage,
        done,
        losses,
        stale,
        curves,
        best: best.current?.validation ?? null,
        afterSft,
        parameters,
        optimizer,
        kept: {
          ...(best.current !== undefined && { best: best.current.parameters }),
          ...(start !== undefined && { start }),
        },
      }),
  };
}

/**
 * Runs the stages and leaves the best weights in the model.
 *
 * @returns The validation of the student before reinforcement learning.
 * @throws The signal's reason when the run was aborted before the first validation.
 */
async function runStages(run: TrainingRun): Promise<Validation | null> {
  const { options, model, best, context, interrupted } = run;
  const { stages, out, name, from } = options;
  const resumesRl = interrupted?.stage === "rl";
  if (from !== undefined && interrupted === undefined) await best.update(await validateRun(run));
  if (!resumesRl && stages.includes("sft")) await runSftStage(run);
  if (!resumesRl) await best.restore();
  const afterSft = resumesRl ? interrupted.afterSft : (best.current?.validation ?? null);
  if (stages.includes("rl") && !context.signal.aborted) {
    await saveStudent(join(out, AFTER_SFT), model, `${name}-${AFTER_SFT}`);
    await runRlStage(run, afterSft);
    await best.restore();
  }
  if (best.current === undefined) context.signal.throwIfAborted();
  return afterSft;
}
