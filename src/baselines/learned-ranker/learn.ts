import { createRandom } from "../../random.js";
import type { Tensors } from "../../student/engine/compile.js";
import type { Weights } from "../../student/engine/parameters.js";
import { loadOrt, type Ort } from "../../student/engine/runtime.js";
import { createDealer } from "../dense.js";
import { hitRateOf } from "../hit-rate.js";
import { type CeilingProgress, type TrainedBest, trainBest } from "../train-best.js";
import { FEATURES } from "./features.js";
import type { MeasuredTasks } from "./measured-tasks.js";
import { createRankerLoss, initialLayers, type RankerLayers, scoreCandidates } from "./network.js";

/** A network, and how it was found. */
export interface LearnedLayers extends Pick<TrainedBest, "checks" | "steps"> {
  readonly layers: RankerLayers<Weights>;
}

interface LearnOptions {
  readonly seed: number;
  readonly onProgress: ((progress: CeilingProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

// Tasks at once; times that every task is seen, at most; looks at the validation tasks, and how many may pass without a better one.
const BATCH = 64;
const EPOCHS = 8;
const CHECKS_AN_EPOCH = 2;
const PATIENCE = 8;
const PEAK = 2e-3;
const WARMUP = 50;

/** Trains the network on standardized training tasks and keeps it as it was best on the validation tasks. */
export async function learn(
  training: MeasuredTasks,
  validation: MeasuredTasks,
  { seed, onProgress, signal }: LearnOptions,
): Promise<LearnedLayers> {
  const { candidates } = training;
  const epoch = Math.ceil(training.count / BATCH);
  const steps = EPOCHS * epoch;
  const { weights, ...rest } = await trainBest({
    initial: initialLayers(seed),
    loss: await createRankerLoss(BATCH),
    batch: { features: [BATCH * candidates, FEATURES], heldOut: [BATCH, candidates] },
    nextBatch: createBatches(await loadOrt(), training, seed),
    course: { steps, peak: PEAK, warmup: WARMUP },
    end: {
      every: Math.max(1, Math.floor(epoch / CHECKS_AN_EPOCH)),
      patience: PATIENCE,
      hitRate: (tree) => hitRateOf(answersOf(validation, tree as RankerLayers<Weights>)),
    },
    onStep: (done) => onProgress?.({ stage: "training", done, total: steps }),
    signal,
  });
  return { layers: weights as RankerLayers<Weights>, ...rest };
}

function createBatches(
  { Tensor }: Ort,
  { count, candidates, features, heldOut }: MeasuredTasks,
  seed: number,
): () => Tensors {
  const deal = createDealer(count, createRandom(seed, "learned-ranker", "order"));
  const size = candidates * FEATURES;
  return () => {
    const rows = new Float32Array(BATCH * size);
    const marks = new Float32Array(BATCH * candidates);
    for (const [place, task] of deal(BATCH).entries()) {
      rows.set(features.subarray(task * size, (task + 1) * size), place * size);
      marks[place * candidates + (heldOut[task] as number)] = 1;
    }
    return {
      features: new Tensor("float32", rows, [BATCH * candidates, FEATURES]),
      heldOut: new Tensor("float32", marks, [BATCH, candidates]),
    };
  };
}

function* answersOf(
  { count, candidates, features, heldOut }: MeasuredTasks,
  layers: RankerLayers<Weights>,
) {
  const size = candidates * FEATURES;
  for (let task = 0; task < count; task++) {
    const rows = features.subarray(task * size, (task + 1) * size);
    yield { scores: scoreCandidates(rows, layers), heldOut: heldOut[task] as number };
  }
}
