import { createRandom, type Random, randomInteger } from "../../random.js";
import type { Tensors } from "../../student/engine/compile.js";
import type { Ort } from "../../student/engine/runtime.js";
import { range, sizeOf } from "../../student/engine/shape.js";
import { createShuffledSampler } from "../../student/objective/shuffled-sampler.js";
import { dropoutSites } from "./network.js";
import type { SasRecConfig } from "./weights.js";

/** Options of {@link createWindowBatches}. */
export interface WindowOptions {
  readonly config: SasRecConfig;
  /** Histories of all users as item indexes, oldest first; none is empty. */
  readonly sequences: readonly (readonly number[])[];
  /** Users per batch. */
  readonly rows: number;
  /** Dropout rate. */
  readonly dropout: number;
  readonly seed: number;
}

/** Attention bias of hidden positions. */
const MASKED = -1e9;

/** Input shapes of `createSasRecLoss`. */
export function windowSpec({ config, rows }: Pick<WindowOptions, "config" | "rows">) {
  const { length, width } = config;
  const positions = rows * length;
  return {
    itemIndexes: { shape: [positions], dtype: "int32" },
    targets: { shape: [positions], dtype: "int32" },
    positionWeights: [positions],
    attentionBias: [rows, length, length],
    dropoutMask: [dropoutSites(config), positions, width],
  } as const;
}

/** Creates the source of batches: one random window per user, all users once per epoch. */
export function createWindowBatches({ Tensor }: Ort, options: WindowOptions): () => Tensors {
  const { config, sequences, rows, dropout, seed } = options;
  const random = createRandom(seed, "sasrec", "windows");
  const drawUsers = createShuffledSampler(range(sequences.length), random);
  const spec = windowSpec(options);
  return () => {
    const windows = drawUsers(rows).map((user) =>
      randomWindow([config.items, ...(sequences[user] ?? [])], config.length, random),
    );
    const { itemIndexes, targets, positionWeights, attentionBias } = toArrays(windows, config);
    const mask = dropoutMask(spec.dropoutMask, dropout, random);
    return {
      itemIndexes: new Tensor("int32", itemIndexes, spec.itemIndexes.shape),
      targets: new Tensor("int32", targets, spec.targets.shape),
      positionWeights: new Tensor("float32", positionWeights, spec.positionWeights),
      attentionBias: new Tensor("float32", attentionBias, spec.attentionBias),
      dropoutMask: new Tensor("float32", mask, spec.dropoutMask),
    };
  };
}

/** At most `length` consecutive items and the next one. */
function randomWindow(sequence: readonly number[], length: number, random: Random): number[] {
  const starts = Math.max(0, sequence.length - (length + 1)) + 1;
  const start = randomInteger(random, starts);
  return sequence.slice(start, start + length + 1);
}

/** Lays windows out to end at the last position. A position attends to itself and to earlier positions of its window. */
function toArrays(windows: readonly (readonly number[])[], { length, items }: SasRecConfig) {
  const positions = windows.length * length;
  const itemIndexes = new Int32Array(positions).fill(items);
  const targets = new Int32Array(positions);
  const positionWeights = new Float32Array(positions);
  const attentionBias = new Float32Array(positions * length).fill(MASKED);
  const count = windows.reduce((sum, window) => sum + window.length - 1, 0);
  for (const [row, window] of windows.entries()) {
    const end = (row + 1) * length;
    const first = end - (window.length - 1);
    itemIndexes.set(window.slice(0, -1), first);
    targets.set(window.slice(1), first);
    positionWeights.fill(1 / count, first, end);
    for (let position = first; position < end; position++) {
      const offset = position * length - row * length;
      attentionBias.fill(0, offset + first, offset + position + 1);
    }
  }
  return { itemIndexes, targets, positionWeights, attentionBias };
}

/** Inverted dropout: 0 with probability `dropout`, else 1 / (1 - dropout). */
function dropoutMask(shape: readonly number[], dropout: number, random: Random): Float32Array {
  const mask = new Float32Array(sizeOf(shape));
  const scale = 1 / (1 - dropout);
  for (let index = 0; index < mask.length; index++) mask[index] = random() < dropout ? 0 : scale;
  return mask;
}
