import { createRandom, shuffle } from "../../random.js";
import { shuffleLabels, type LabelAssignment } from "../decoding/label-assignment.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { TrainingRow } from "./batches.js";
import type { SftExample } from "./corpus.js";
import { createLikelihoodLoss } from "./likelihood.js";
import { type Group, rlLearningRate, type RlOptions, sampleGroups, summarizeIteration } from "./rl-run.js";
import { toTrainingRow } from "./rollout-row.js";
import { createShuffledSampler } from "./shuffled-sampler.js";
import { tokenWeightsOf, type TokenWeights, TOKENS_PER_TRAJECTORY } from "./token-weights.js";
import { createTrainer, type Trainer } from "./trainer.js";

export interface ExpertIterationOptions extends RlOptions {
  /** What SFT learned from. Some of it is rehearsed in every update: nothing else pulls a student back that loses its form. */
  readonly examples: readonly SftExample[];
  /** Rollouts of a prompt that are learned from, best first. Default 2. */
  readonly keep?: number;
  /** Rollouts an update; an iteration makes as many updates as that takes. Default 64. */
  readonly batch?: number;
  /** Examples rehearsed with each update. Default 32. */
  readonly replayed?: number;
  /** How much each word of a rollout counts. Default: as in SFT. */
  readonly tokenWeights?: TokenWeights;
  /** How much each word of a rehearsed example counts. Default: all but letters. */
  readonly replayWeights?: TokenWeights;
}

/** Letters are left to the outcome. */
const REHEARSAL: TokenWeights = { heldOut: 0.25, candidates: 0.25 };

/**
 * Expert iteration: the student imitates those of its own conversations that are well formed and place the held-out item. The
 * letter that places it counts most, and every prompt as much as any other.
 *
 * @see Anthony et al. (2017), Thinking Fast and Slow with Deep Learning and Tree Search, arXiv 1705.08439; Ouyang et al. (2022),
 * arXiv 2203.02155, for mixing what came before into reinforcement
 */
export async function trainExpertIteration(options: ExpertIterationOptions): Promise<void> {
  const { model, iterations, learningRate = 2e-4, seed, threads, from, onIteration } = options;
  const { keep = 2, tokenWeights } = options;
  const trainer = await createTrainer({
    model,
    loss: createLikelihoodLoss,
    values: ["weights"],
    threads,
    optimizerState: from?.optimizer,
  });
  try {
    for (let iteration = (from?.done ?? 0) + 1; iteration <= iterations; iteration++) {
      // Numbers of its own, so that it is the same whether or not the run was interrupted before it.
      const random = createRandom(seed, "expert-iteration", iteration);
      const draw = createShuffledSampler(options.examples, random);
      const groups = await sampleGroups(options, random, "endings");
      const lessons = shuffle(
        groups.flatMap((group) => learnFrom(group, { vocabulary: model.vocabulary, keep, credit: tokenWeights })),
        random,
      );
      const rehearse = (count: number) =>
        draw(count).map((example) => repeat(example, shuffleLabels(random), options));
      const rate = rlLearningRate(options, iteration, learningRate);
      const loss = await learn(trainer, lessons, { ...options, rehearse, rate });
      const report = summarizeIteration(groups, { loss, kl: null });
      if (await onIteration?.(iteration, report, trainer.optimizer.state)) return;
    }
  } finally {
    await trainer.dispose();
  }
}

interface Learning {
  readonly batch?: number;
  readonly rehearsed?: number;
  readonly rehearse: (count: number) => Lesson[];
  readonly rate: number;
}

/** Updates over all lessons, each with some rehearsal. Gives the mean loss. */
async function learn(
  trainer: Trainer,
  lessons: readonly Lesson[],
  { batch = 64, rehearsed = 32, rehearse, rate }: Learning,
): Promise<number> {
  let [loss, updates] = [0, 0];
  for (let first = 0; first < lessons.length; first += batch) {
    const own = weigh(lessons.slice(first, first + batch));
    loss += (await trainer.step([...own, ...weigh(rehearse(rehearsed))], rate)).loss;
    updates++;
  }
  return loss / Math.max(1, updates);
}

/** An example of SFT as a lesson. */
function repeat(
  { text, heldOut }: SftExample,
  letters: LabelAssignment,
  { model, replayWeights = REHEARSAL }: ExpertIterationOptions,
): Lesson {
  return { text, letters, share: 1, credit: tokenWeightsOf(text, heldOut, model.vocabulary, replayWeights) };
}

/** A row with what each of its words counts, and what the row counts beside others. */
interface Lesson extends Pick<TrainingRow, "text" | "letters"> {
  readonly credit: Float32Array;
  readonly share: number;
}

/** Rows whose weights sum up to about 1. */
function weigh(lessons: readonly Lesson[]): TrainingRow[] {
  const total = lessons.reduce((sum, { share }) => sum + share, 0);
  return lessons.map(({ text, letters, credit, share }) => ({
    text,
    letters,
    values: { weights: credit.map((weight) => (weight * share) / (total * TOKENS_PER_TRAJECTORY)) },
  }));
}

interface LearnOptions {
  readonly vocabulary: Vocabulary;
  readonly keep: number;
  readonly credit: TokenWeights | undefined;
}

function learnFrom(group: Group, { vocabulary, keep, credit }: LearnOptions): Lesson[] {
  const sound = group.filter(({ score }) => score.format === 1 && score.outcome > 0);
  const best = sound
    .toSorted((one, other) => other.score.outcome - one.score.outcome)
    .slice(0, keep);
  const total = best.reduce((sum, { score }) => sum + score.outcome, 0);
  return best.map((rollout) => {
    const { text, letters } = toTrainingRow(rollout, vocabulary);
    const heldOut = rollout.task.candidates.indexOf(rollout.task.heldOut);
    return {
      text,
      letters,
      credit: tokenWeightsOf(text, heldOut, vocabulary, credit),
      share: rollout.score.outcome / total,
    };
  });
}
