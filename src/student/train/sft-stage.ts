import { trainSft } from "../sft/train-sft.js";
import type { Best } from "./keep-best.js";
import { isLook } from "./lengths.js";
import { lookAt, type Run } from "./run.js";

/** Supervised fine-tuning, with looks at the validation tasks on the way. */
export async function runSftStage(run: Run, steps: number, best: Best): Promise<void> {
  const { options, corpus, model, context, curves } = run;
  let losses: number[] = [];
  await trainSft({
    model,
    examples: corpus.examples,
    steps,
    seed: options.seed,
    threads: options.threads,
    onStep: async (step, { loss }) => {
      losses.push(loss);
      if (isLook("sft", step, steps)) {
        curves.sft.push({ step, loss: losses.reduce((sum, one) => sum + one, 0) / losses.length });
        losses = [];
        await best.consider(await lookAt(run, "sft", step));
      }
      const validation = curves.validation.at(-1);
      context.report({ stage: "sft", done: step, total: steps, validation });
      return context.signal.aborted;
    },
  });
}
