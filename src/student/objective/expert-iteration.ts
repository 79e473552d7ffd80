import { createRandom, type Random, shuffle } from "../../random.js";
import { shuffleLabels } from "../decoding/label-assignment.js";
import type { TrainingRow } from "./batches.js";
import type { SftExample } from "./corpus.js";
import { createLikelihoodLoss } from "./likelihood.js";
import {
  type Group,
  type RlOptions,
  rlLearningRate,
  sampleGroups,
  summarizeIteration,
} from "./rl-iteration.js";
import { toTrainingRow } from "./rollout-row.js";
import { createShuffledSampler } from "./shuffled-sampler.js";
import { type TokenWeights, TOKENS_PER_TRAJECTORY, tokenWeightsOf } from "./token-weights.js";
import { createTrainer, type Trainer } from "./trainer.js";

/** Options of {@link trainExpertIteration}. */
export interface ExpertIterationOptions extends RlOptions {
  /** The examples of SFT. Some are replayed in every update, so that the student keeps the format of its turns. */
  readonly examples: readonly SftExample[];
  /** Rollouts to imitate per prompt, best first. Default 2. */
  readonly keep?: number;
  /** Rollouts per update; an iteration makes as many updates as its rollouts need. Default 64. */
  readonly batch?: number;
  /** Examples replayed in each update. Default 32. */
  readonly replayed?: number;
  /** Token weights of rollouts. Default: those of SFT. */
  readonly tokenWeights?: TokenWeights;
  /** Token weights of replayed examples. Default 0.25 for candidate labels, so that the outcome decides on them. */
  readonly replayWeights?: TokenWeights;
}

const REPLAY_WEIGHTS: TokenWeights = { heldOut: 0.25, candidates: 0.25 };

/**
 * Expert iteration: the student imitates those of its own rollouts that are well formed and recommend the held-out item. Every
 * prompt has the same weight; within a rollout the held-out item's label counts most.
 *
 * @see Anthony et al. (2017), Thinking Fast and Slow with Deep Learning and Tree Search, arXiv 1705.08439; Ouyang et al. (2022),
 * arXiv 2203.02155, for mixing earlier training data into reinforcement learning
 */
export async function trainExpertIteration(options: ExpertIterationOptions): Promise<void> {
  const { model, iterations, learningRate = 2e-4, seed, threads, from, onIteration } = options;
  const trainer = await createTrainer({
    model,
    loss: createLikelihoodLoss,
    values: ["weights"],
    threads,
    optimizerState: from?.optimizer,
  });
  try {
    for (let iteration = (from?.done ?? 0) + 1; iteration <= iterations; iteration++) {
      // Seeded per iteration, so that a resumed run draws the same numbers as an uninterrupted one.
      const random = createRandom(seed, "expert-iteration", iteration);
      const draw = createShuffledSampler(options.examples, random);
      const groups = await sampleGroups(options, random, "shared-prefix");
      const rows = shuffle(
        groups.flatMap((group) => selectBest(group, options)),
        random,
      );
      const replay = (count: number) =>
        draw(count).map((example) => toReplayRow(example, options, random));
      const rate = rlLearningRate(options, iteration, learningRate);
      const loss = await updateOnRows(trainer, rows, { ...options, replay, rate });
      const report = summarizeIteration(groups, { loss, kl: null });
      if (await onIteration?.(iteration, report, trainer.optimizer.state)) return;
    }
  } finally {
    await trainer.dispose();
  }
}

/** A training row with the weights of its tokens and its own weight among the rows of an update. */
interface WeightedRow extends Pick<TrainingRow, "sequence" | "labels"> {
  readonly tokenWeights: Float32Array;
  readonly rowWeight: number;
}

interface UpdateOptions extends Pick<ExpertIterationOptions, "batch" | "replayed"> {
  readonly replay: (count: number) => WeightedRow[];
  readonly rate: number;
}

/** Makes updates over all rows and replays some examples in each. Returns the mean loss per update. */
async function updateOnRows(
  trainer: Trainer,
  rows: readonly WeightedRow[],
  { batch = 64, replayed = 32, replay, rate }: UpdateOptions,
): Promise<number> {
  let [loss, updates] = [0, 0];
  for (let first = 0; first < rows.length; first += batch) {
    const own = normalizeWeights(rows.slice(first, first + batch));
    const step = await trainer.step([...own, ...normalizeWeights(replay(replayed))], rate);
    loss += step.loss;
    updates++;
  }
  return loss / Math.max(1, updates);
}

/** Divides weights so that they sum to about 1 over the rows. */
function normalizeWeights(rows: readonly WeightedRow[]): TrainingRow[] {
  const total = rows.reduce((sum, { rowWeight }) => sum + rowWeight, 0);
  return rows.map(({ sequence, labels, tokenWeights, rowWeight }) => ({
    sequence,
    labels,
    values: {
      weights: tokenWeights.map((weight) => (weight * rowWeight) / (total * TOKENS_PER_TRAJECTORY)),
    },
  }));
}

function toReplayRow(
  { sequence, heldOutCandidate }: SftExample,
  { model, replayWeights = REPLAY_WEIGHTS }: ExpertIterationOptions,
  random: Random,
): WeightedRow {
  return {
    sequence,
    labels: shuffleLabels(random),
    rowWeight: 1,
    tokenWeights: tokenWeightsOf(sequence, heldOutCandidate, model.vocabulary, replayWeights),
  };
}

/** The best well-formed rollouts of a group, weighted by their outcomes; weights sum to 1. */
function selectBest(
  group: Group,
  { model: { vocabulary }, keep = 2, tokenWeights }: ExpertIterationOptions,
): WeightedRow[] {
  const successful = group.filter(({ score }) => score.format === 1 && score.outcome > 0);
  const best = successful
    .toSorted((one, other) => other.score.outcome - one.score.outcome)
    .slice(0, keep);
  const total = best.reduce((sum, { score }) => sum + score.outcome, 0);
  return best.map((rollout) => {
    const { sequence, labels } = toTrainingRow(rollout, vocabulary);
    const heldOut = rollout.task.candidates.indexOf(rollout.task.heldOut);
    return {
      sequence,
      labels,
      tokenWeights: tokenWeightsOf(sequence, heldOut, vocabulary, tokenWeights),
      rowWeight: rollout.score.outcome / total,
    };
  });
}
