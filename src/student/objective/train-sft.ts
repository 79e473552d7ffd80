import { createRandom } from "../../random.js";
import type { DecodedModel } from "../decoding/decoder.js";
import { shuffleLabels } from "../decoding/label-assignment.js";
import { learningRateAt, type OptimizerState } from "../engine/optimizer.js";
import type { SftExample } from "./corpus.js";
import { createLikelihoodLoss } from "./likelihood.js";
import { createShuffledSampler } from "./shuffled-sampler.js";
import { type TokenWeights, TOKENS_PER_TRAJECTORY, tokenWeightsOf } from "./token-weights.js";
import { createTrainer, type ResumePoint, type StepResult } from "./trainer.js";

/** Options of {@link trainSft}. */
export interface SftOptions {
  /** The model to train; its parameters are updated in place. */
  readonly model: DecodedModel;
  readonly examples: readonly SftExample[];
  /** Number of updates. */
  readonly steps: number;
  /** Trajectories per update. Default 32. */
  readonly batch?: number;
  /** Peak learning rate. Default 1e-3. */
  readonly learningRate?: number;
  readonly tokenWeights?: TokenWeights;
  /** Seed of the order of examples and of candidate labels. */
  readonly seed: number;
  readonly threads?: number | undefined;
  /** Resumes an interrupted run with the same options. The result is that of an uninterrupted run. */
  readonly from?: ResumePoint | undefined;
  /** Called after every update and awaited. Return true to stop. */
  readonly onStep?: (
    step: number,
    result: StepResult,
    optimizer: OptimizerState,
  ) => Promise<boolean> | boolean;
}

/** Updates over which the learning rate rises. */
const WARMUP = 60;

/**
 * Supervised fine-tuning: maximizes the weighted likelihood of the teacher's tokens. Candidate labels are shuffled at every use
 * of an example; the held-out item's label, which earned the reward, has the highest weight.
 *
 * @see arXiv 2602.09829, section 3
 */
export async function trainSft(options: SftOptions): Promise<void> {
  const { model, examples, steps, batch = 32, learningRate = 1e-3, seed } = options;
  const { threads, from, onStep } = options;
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
      const rows = draw(batch).map(({ sequence, heldOutCandidate }) => {
        const tokenWeights = tokenWeightsOf(
          sequence,
          heldOutCandidate,
          model.vocabulary,
          options.tokenWeights,
        );
        const weights = tokenWeights.map((weight) => weight / (batch * TOKENS_PER_TRAJECTORY));
        return { sequence, labels: shuffleLabels(random), values: { weights } };
      });
      // A resumed run draws the rows of finished steps too, so that the random numbers that follow are the same.
      if (step < (from?.done ?? 0)) continue;
      const rate = learningRateAt({ step, steps, peak: learningRate, warmup: WARMUP });
      const result = await trainer.step(rows, rate);
      if (await onStep?.(step + 1, result, trainer.optimizer.state)) return;
    }
  } finally {
    await trainer.dispose();
  }
}
