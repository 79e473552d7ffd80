import { createRandom } from "../../random.js";
import type { Tensors } from "../../student/engine/compile.js";
import type { Weights } from "../../student/engine/parameters.js";
import { loadOrt, type Ort } from "../../student/engine/runtime.js";
import { range } from "../../student/engine/shape.js";
import { createShuffledSampler } from "../../student/objective/shuffled-sampler.js";
import {
  type BaselineProgress,
  meanHitRate,
  type ScoredTask,
  trainBest,
  type TrainedWeights,
} from "../train-best.js";
import { RANKER_FEATURES } from "./features.js";
import { createRankerLoss, initialLayers, type RankerLayers, scoreFeatures } from "./network.js";
import type { TaskFeatures } from "./task-features.js";

/** A trained network with its validations. */
export interface TrainedRankerLayers extends Pick<TrainedWeights, "checks" | "steps"> {
  readonly layers: RankerLayers<Weights>;
}

interface TrainLayersOptions {
  readonly seed: number;
  readonly onProgress: ((progress: BaselineProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Tasks per update. */
const BATCH = 64;
/** Maximum number of epochs. */
const EPOCHS = 8;
const VALIDATIONS_PER_EPOCH = 2;
/** Early-stopping patience: validations without improvement. */
const PATIENCE = 8;
/** Peak learning rate. */
const PEAK = 2e-3;
/** Updates of the warm-up. */
const WARMUP = 50;

/** Trains the network on standardized features of training tasks; validation tasks select the weights. */
export async function trainRankerLayers(
  training: TaskFeatures,
  validation: TaskFeatures,
  { seed, onProgress, signal }: TrainLayersOptions,
): Promise<TrainedRankerLayers> {
  const { candidates } = training;
  const epoch = Math.ceil(training.count / BATCH);
  const steps = EPOCHS * epoch;
  const { weights, ...rest } = await trainBest({
    initial: initialLayers(seed),
    loss: await createRankerLoss(BATCH),
    batch: { features: [BATCH * candidates, RANKER_FEATURES], heldOut: [BATCH, candidates] },
    nextBatch: createBatches(await loadOrt(), training, seed),
    schedule: { steps, peak: PEAK, warmup: WARMUP },
    stop: {
      every: Math.max(1, Math.floor(epoch / VALIDATIONS_PER_EPOCH)),
      patience: PATIENCE,
      hitRate: (tree) => meanHitRate(scoreTasks(validation, tree as RankerLayers<Weights>)),
    },
    onStep: (done) => onProgress?.({ stage: "training", done, total: steps }),
    signal,
  });
  return { layers: weights as RankerLayers<Weights>, ...rest };
}

function createBatches(
  { Tensor }: Ort,
  { count, candidates, features, heldOut }: TaskFeatures,
  seed: number,
): () => Tensors {
  const draw = createShuffledSampler(range(count), createRandom(seed, "learned-ranker", "order"));
  const size = candidates * RANKER_FEATURES;
  return () => {
    const rows = new Float32Array(BATCH * size);
    const targets = new Float32Array(BATCH * candidates);
    for (const [row, task] of draw(BATCH).entries()) {
      rows.set(features.subarray(task * size, (task + 1) * size), row * size);
      targets[row * candidates + (heldOut[task] as number)] = 1;
    }
    return {
      features: new Tensor("float32", rows, [BATCH * candidates, RANKER_FEATURES]),
      heldOut: new Tensor("float32", targets, [BATCH, candidates]),
    };
  };
}

function* scoreTasks(
  { count, candidates, features, heldOut }: TaskFeatures,
  layers: RankerLayers<Weights>,
): Generator<ScoredTask> {
  const size = candidates * RANKER_FEATURES;
  for (let task = 0; task < count; task++) {
    const rows = features.subarray(task * size, (task + 1) * size);
    yield { scores: scoreFeatures(rows, layers), heldOut: heldOut[task] as number };
  }
}
