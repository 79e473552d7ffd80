import { join } from "node:path";
import type { JobContext } from "../engine/run-in-worker.js";
import { saveStudent } from "../student.js";
import { calibrate } from "./calibrate.js";
import { keepBest } from "./keep-best.js";
import { iterationsFor } from "./lengths.js";
import { TRAIN_DEFAULTS, type TrainOptions, type TrainSettings } from "./options.js";
import type { TrainProgress } from "./progress.js";
import type { TrainingRecord } from "./record.js";
import { runRlStage } from "./rl-stage.js";
import { look, prepareRun } from "./run.js";
import { runSftStage } from "./sft-stage.js";
import { hashFile, writeStudent } from "./write-student.js";

/** The folder, inside the student's, of what it was before reinforcement. */
export const AFTER_SFT = "after-sft";

/**
 * Trains a student on trajectories and writes its folder: the weights that did best on validation tasks, with the record, the
 * curves and a model card.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when no trajectory is left to learn from.
 */
export async function trainStudent(
  given: TrainOptions,
  context: JobContext<TrainProgress>,
): Promise<TrainingRecord> {
  const options: TrainSettings = { ...TRAIN_DEFAULTS, ...given };
  const begun = performance.now();
  const run = await prepareRun(options, context);
  const { minutes = TRAIN_DEFAULTS.minutes } = options;
  const steps = options.steps ?? (await calibrate(run, minutes, begun));
  const iterations = iterationsFor(steps, options.stages);
  const best = keepBest(run.model.parameters);
  if (options.stages.includes("sft")) await runSftStage(run, steps, best);
  await best.restore();
  const afterSft = best.validation ?? null;
  if (iterations > 0) {
    await saveStudent(join(options.out, AFTER_SFT), run.model, `${options.name}-${AFTER_SFT}`);
    await runRlStage(run, { iterations, steps }, best);
  }
  await best.restore();
  const { model, corpus, curves } = run;
  const record: TrainingRecord = {
    data: {
      dataset: options.dataset.name,
      synthetic: options.dataset.synthetic,
      trajectories: await hashFile(options.trajectories),
      read: corpus.read,
      kept: corpus.examples.length,
    },
    seed: options.seed,
    stages: options.stages,
    rl: options.rl,
    steps,
    iterations,
    parameters: model.parameters.count,
    curves,
    best: best.validation ?? (await look(run)),
    afterSft,
  };
  await writeStudent(run, record);
  return record;
}
