import { createRandom } from "../../random.js";
import type { DecodedModel } from "../decoding/decoder.js";
import { shuffleLabels } from "../decoding/label-assignment.js";
import { type OptimizerState, learningRateAt } from "../engine/optimizer.js";
import type { SftExample } from "./corpus.js";
import { createLikelihoodLoss } from "./likelihood.js";
import { createShuffledSampler } from "./shuffled-sampler.js";
import { tokenWeightsOf, type TokenWeights, TOKENS_PER_TRAJECTORY } from "./token-weights.js";
import { createTrainer, type ResumePoint, type StepResult } from "./trainer.js";

export interface SftOptions {
  /** Its parameters are trained in place. */
  readonly model: DecodedModel;
  readonly examples: readonly SftExample[];
  readonly steps: number;
  /** Trajectories an update. Default 32. */
  readonly batch?: number;
  /** The highest learning rate. Default 1e-3. */
  readonly learningRate?: number;
  readonly credit?: TokenWeights;
  /** Decides the order of the trajectories and the letters. */
  readonly seed: number;
  readonly threads?: number | undefined;
  /** Goes on where a run with the same options was interrupted, as if it had not been. */
  readonly from?: ResumePoint | undefined;
  /** Called after every update with what the optimizer remembers; training waits for it. Answering true ends it. */
  readonly onStep?: (
    step: number,
    result: StepResult,
    remembered: OptimizerState,
  ) => Promise<boolean> | boolean;
}

const WARMUP = 60;

/**
 * Supervised fine-tuning: the likelihood of what the teacher did, with letters dealt anew at every use. What earned the outcome,
 * the letter that places the held-out item, counts most.
 *
 * @see arXiv 2602.09829, section 3
 */
export async function trainSft(options: SftOptions): Promise<void> {
  const {
    model,
    examples,
    steps,
    batch = 32,
    learningRate = 1e-3,
    seed,
    threads,
    from,
    onStep,
  } = options;
  const random = createRandom(seed, "sft");
  const draw = createShuffledSampler(examples, random);
  const trainer = await createTrainer({
    model,
    loss: createLikelihoodLoss,
    values: ["weights"],
    threads,
    optimizerState: from?.optimizer,
  });
  try {
    for (let step = 0; step < steps; step++) {
      const rows = draw(batch).map(({ text, heldOut }) => {
        const credit = tokenWeightsOf(text, heldOut, model.vocabulary, options.credit);
        const weights = credit.map((weight) => weight / (batch * TOKENS_PER_TRAJECTORY));
        return { text, letters: shuffleLabels(random), values: { weights } };
      });
      // What was done is drawn again, so that the numbers that follow are the same.
      if (step < (from?.done ?? 0)) continue;
      const rate = learningRateAt({ step, steps, peak: learningRate, warmup: WARMUP });
      const result = await trainer.step(rows, rate);
      if (await onStep?.(step + 1, result, trainer.optimizer.state)) return;
    }
  } finally {
    await trainer.dispose();
  }
}
