import { createRandom } from "../../random.js";
import { createLikelihoodLoss } from "../training/likelihood.js";
import { createTrainer } from "../training/trainer.js";
import type { TrainingRow } from "../training/batches.js";
import type { Vocabulary } from "../language/vocabulary.js";
import { creditOf, type CreditOptions, WORDS } from "../sft/credit.js";
import { toRow } from "./rollout-row.js";
import { type Group, rateAt, type RlOptions, sampleGroups, summarize } from "./rl-run.js";

export interface ExpertIterationOptions extends RlOptions {
  /** Rollouts of a prompt that are learned from, best first. Default 2. */
  readonly keep?: number;
  /** How much each word counts. Default: as in SFT. */
  readonly credit?: CreditOptions;
}

/**
 * Expert iteration: the student imitates those of its own conversations that are well formed and place the held-out item. The
 * letter that places it counts most, and every prompt as much as any other.
 *
 * @see Anthony et al. (2017), Thinking Fast and Slow with Deep Learning and Tree Search, arXiv 1705.08439
 */
export async function iterateExpert(options: ExpertIterationOptions): Promise<void> {
  const { model, iterations, learningRate = 2e-5, seed, threads, keep = 2, onIteration } = options;
  const random = createRandom(seed, "expert-iteration");
  const trainer = await createTrainer({
    model,
    loss: createLikelihoodLoss,
    values: ["weights"],
    threads,
  });
  try {
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const groups = await sampleGroups(options, random);
      const rows = groups.flatMap((group) =>
        learnFrom(group, {
          ...options,
          vocabulary: model.vocabulary,
          keep,
          prompts: groups.length,
        }),
      );
      const { loss } =
        rows.length === 0
          ? { loss: 0 }
          : await trainer.step(rows, rateAt(options, iteration, learningRate));
      if (await onIteration?.(iteration, summarize(groups, { loss, kl: null }))) return;
    }
  } finally {
    await trainer.dispose();
  }
}

interface Lesson extends Pick<ExpertIterationOptions, "credit"> {
  readonly vocabulary: Vocabulary;
  readonly keep: number;
  readonly prompts: number;
}

function learnFrom(group: Group, { vocabulary, keep, prompts, credit }: Lesson): TrainingRow[] {
  const sound = group.filter(({ score }) => score.format === 1 && score.outcome > 0);
  const best = sound
    .toSorted((one, other) => other.score.outcome - one.score.outcome)
    .slice(0, keep);
  const total = best.reduce((sum, { score }) => sum + score.outcome, 0);
  return best.map((rollout) => {
    const share = rollout.score.outcome / total / prompts;
    const row = toRow(rollout, vocabulary);
    const heldOut = rollout.task.candidates.indexOf(rollout.task.heldOut);
    const weights = creditOf(row.text, heldOut, vocabulary, credit).map(
      (weight) => (weight * share) / WORDS,
    );
    return { ...row, values: { weights } };
  });
}
