import { trainSft } from "../sft/train-sft.js";
import { isLook } from "./lengths.js";
import { lookAt, type Run } from "./run.js";

/** Supervised fine-tuning, with looks at the validation tasks on the way. */
export async function runSftStage(run: Run): Promise<void> {
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
      if (isLook(stage, step, steps)) {
        curves.sft.push({ step, loss: losses.reduce((sum, one) => sum + one, 0) / losses.length });
        losses = [];
        await lookAt(run, stage, step);
      }
      report(step);
      const { aborted } = context.signal;
      if (aborted || isLook(stage, step, steps))
        await run.keep({ stage, done: step, losses }, optimizer);
      return aborted;
    },
  });
}
