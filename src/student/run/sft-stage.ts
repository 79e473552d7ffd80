import { trainSft } from "../objective/train-sft.js";
import { type TrainingRun, validateAndRecord } from "./run.js";
import { isValidationStep } from "./schedule.js";

const STAGE = "sft";

/** Runs supervised fine-tuning with validations and checkpoints in between. Resumes an interrupted stage. */
export async function runSftStage(run: TrainingRun): Promise<void> {
  const { options, corpus, model, context, curves, steps, interrupted } = run;
  let losses = [...(interrupted?.losses ?? [])];
  const report = (done: number) =>
    context.report({ stage: STAGE, done, total: steps, validation: curves.validation.at(-1) });
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
      const isValidated = isValidationStep(STAGE, step, steps);
      if (isValidated) {
        curves.sft.push({ step, loss: losses.reduce((sum, one) => sum + one, 0) / losses.length });
        losses = [];
        await validateAndRecord(run, STAGE, step);
      }
      report(step);
      const { aborted } = context.signal;
      if (aborted || isValidated)
        await run.saveCheckpoint({ stage: STAGE, done: step, losses }, optimizer);
      return aborted;
    },
  });
}
