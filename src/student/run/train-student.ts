import { join } from "node:path";
import type { RequestContext } from "../../worker/protocol.js";
import { trainSft } from "../objective/train-sft.js";
import { saveStudent } from "../student.js";
import { trackBest } from "./best-tracker.js";
import { type CheckpointFile, openCheckpointFile } from "./checkpoint-file.js";
import { estimateSteps } from "./estimate-steps.js";
import { isValidationStep, TRAIN_DEFAULTS, type TrainOptions, type TrainSettings } from "./options.js";
import type { TrainProgress, TrainingRecord } from "./record.js";
import { runRlStage } from "./rl-stage.js";
import { hashRunInputs } from "./run-inputs.js";
import { validateAndRecord, type TrainingRun, validateRun, type PreparedRun, prepareRun } from "./run.js";
import type { Validation } from "./validate.js";
import { recordOf, writeStudent } from "./write-student.js";

/** The folder, inside the student's, of what it was before reinforcement. */
export const AFTER_SFT = "after-sft";

/**
 * Trains a student on trajectories and writes its folder: the weights that did best on validation tasks, with the record, the
 * curves and a model card. A run that was interrupted goes on where it stood, and ends as if it had not been.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when no trajectory is left to learn from.
 * @throws {StarError} `FILE_EXISTS` when the folder holds the checkpoint of another run.
 */
export async function trainStudent(
  given: TrainOptions,
  context: RequestContext<TrainProgress>,
): Promise<TrainingRecord> {
  const begun = performance.now();
  const options: TrainSettings = { ...TRAIN_DEFAULTS, ...given };
  const origin = await hashRunInputs(options);
  const file = openCheckpointFile(options, origin);
  const interrupted = await file.read();
  const prepared = await prepareRun(options, context);
  context.signal.throwIfAborted();
  const { minutes = TRAIN_DEFAULTS.minutes } = options;
  const steps = interrupted?.steps ?? options.steps ?? (await estimateSteps(prepared, minutes, begun));
  context.signal.throwIfAborted();
  const run = begin(prepared, { steps, interrupted, file });
  const afterSft = await runStages(run);
  const record = await recordOf(run, { origin, afterSft });
  await writeStudent(run, record);
  if (!record.stopped) await file.remove();
  return record;
}

interface Beginning extends Pick<TrainingRun, "steps" | "interrupted"> {
  readonly file: CheckpointFile;
}

/** A run at its beginning, or where it was interrupted. */
function begin(prepared: PreparedRun, { steps, interrupted, file }: Beginning): TrainingRun {
  const { parameters } = prepared.model;
  const { curves, kept, best: validation } = interrupted ?? {};
  const soFar = validation && kept?.["best"] && { validation, parameters: kept["best"] };
  const best = trackBest(parameters, soFar ?? undefined);
  const weights = kept?.["start"] ?? interrupted?.parameters;
  if (weights !== undefined) parameters.replace(weights.tensors);
  const run = {
    ...prepared,
    steps,
    interrupted,
    best,
    curves: {
      sft: [...(curves?.sft ?? [])],
      rl: [...(curves?.rl ?? [])],
      validation: [...(curves?.validation ?? [])],
    },
  };
  return {
    ...run,
    saveCheckpoint: ({ stage, done, losses = [], stale = 0, afterSft = null, start }, optimizer) =>
      file.write({
        steps,
        stage,
        done,
        losses,
        stale,
        curves: run.curves,
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
 * Trains, and leaves the best weights in the model.
 *
 * @returns How the student did that SFT ended with.
 * @throws What the signal says when it was aborted before there was a student worth the name.
 */
async function runStages(run: TrainingRun): Promise<Validation | null> {
  const { options, model, best, context, interrupted } = run;
  const { stages, out, name, from } = options;
  const isReinforcing = interrupted?.stage === "grpo";
  if (from !== undefined && interrupted === undefined) await best.update(await validateRun(run));
  if (!isReinforcing && stages.includes("sft")) await runSftStage(run);
  if (!isReinforcing) await best.restore();
  const afterSft = isReinforcing ? interrupted.afterSft : (best.current?.validation ?? null);
  if (stages.includes("grpo") && !context.signal.aborted) {
    await saveStudent(join(out, AFTER_SFT), model, `${name}-${AFTER_SFT}`);
    await runRlStage(run, afterSft);
    await best.restore();
  }
  if (best.current === undefined) context.signal.throwIfAborted();
  return afterSft;
}

/** Supervised fine-tuning, with looks at the validation tasks on the way. */
export async function runSftStage(run: TrainingRun): Promise<void> {
  const { options, corpus, model, context, curves, steps, interrupted } = run;
  const stage = "sft";
  let losses = [...(interrupted?.losses ?? [])];
  const report = (done: number) =>
    context.report({ stage, done, total: steps, validation: curves.validation.at(-1) });
  report(interrupted?.done ?? 0);
  await trainSft({
    model,
    examples: corpus.examples,
    steps,
    seed: options.seed,
    threads: options.threads,
    from: interrupted,
    onStep: async (step, { loss }, optimizer) => {
      losses.push(loss);
      if (isValidationStep(stage, step, steps)) {
        curves.sft.push({ step, loss: losses.reduce((sum, one) => sum + one, 0) / losses.length });
        losses = [];
        await validateAndRecord(run, stage, step);
      }
      report(step);
      const { aborted } = context.signal;
      if (aborted || isValidationStep(stage, step, steps))
        await run.saveCheckpoint({ stage, done: step, losses }, optimizer);
      return aborted;
    },
  });
}
