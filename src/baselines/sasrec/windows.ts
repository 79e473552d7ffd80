import { createRandom, type Random, randomInteger } from "../../random.js";
import type { Tensors } from "../../student/engine/compile.js";
import type { Ort } from "../../student/engine/runtime.js";
import { sizeOf } from "../../student/engine/shape.js";
import { createDealer } from "../dense.js";
import { dropoutSites, type SasRecConfig } from "./network.js";

/** What a model is shown. */
export interface WindowOptions {
  readonly config: SasRecConfig;
  /** Every user's choices as item indexes, oldest first; none empty. */
  readonly sequences: readonly (readonly number[])[];
  /** Users at once. */
  readonly rows: number;
  /** The share of numbers that is dropped. */
  readonly dropout: number;
  readonly seed: number;
}

/** A number so low that nothing is left of it after a softmax. */
const NEVER = -1e9;

/** The inputs of `createSasRecLoss`. */
export function windowSpec({ config, rows }: Pick<WindowOptions, "config" | "rows">) {
  const { length, width } = config;
  const positions = rows * length;
  return {
    choices: { shape: [positions], dtype: "int32" },
    targets: { shape: [positions], dtype: "int32" },
    share: [positions],
    blocked: [rows, length, length],
    keep: [dropoutSites(config), positions, width],
  } as const;
}

/** Batches of windows: every user's in turn, cut at another place each time from those whose history is longer. */
export function createWindowBatches({ Tensor }: Ort, options: WindowOptions): () => Tensors {
  const { config, sequences, rows, dropout, seed } = options;
  const random = createRandom(seed, "sasrec", "windows");
  const deal = createDealer(sequences.length, random);
  const spec = windowSpec(options);
  return () => {
    const windows = deal(rows).map((user) =>
      cutWindow([config.items, ...(sequences[user] ?? [])], config.length, random),
    );
    const { choices, targets, share, blocked } = layOut(windows, config);
    return {
      choices: new Tensor("int32", choices, spec.choices.shape),
      targets: new Tensor("int32", targets, spec.targets.shape),
      share: new Tensor("float32", share, spec.share),
      blocked: new Tensor("float32", blocked, spec.blocked),
      keep: new Tensor("float32", drawKept(spec.keep, dropout, random), spec.keep),
    };
  };
}

/** As many choices in a row as fit, and the one after them. */
function cutWindow(sequence: readonly number[], length: number, random: Random): number[] {
  const spare = Math.max(0, sequence.length - (length + 1));
  const start = randomInteger(random, spare + 1);
  return sequence.slice(start, start + length + 1);
}

/** Windows as arrays, each ending at the last position. A position looks at itself and at earlier ones of its window. */
function layOut(windows: readonly (readonly number[])[], { length, items }: SasRecConfig) {
  const positions = windows.length * length;
  const choices = new Int32Array(positions).fill(items);
  const targets = new Int32Array(positions);
  const share = new Float32Array(positions);
  const blocked = new Float32Array(positions * length).fill(NEVER);
  const count = windows.reduce((sum, window) => sum + window.length - 1, 0);
  for (const [row, window] of windows.entries()) {
    const end = (row + 1) * length;
    const first = end - (window.length - 1);
    choices.set(window.slice(0, -1), first);
    targets.set(window.slice(1), first);
    share.fill(1 / count, first, end);
    for (let position = first; position < end; position++) {
      const line = position * length - row * length;
      blocked.fill(0, line + first, line + position + 1);
    }
  }
  return { choices, targets, share, blocked };
}

/** 0 where a number is dropped; elsewhere what makes up for those. */
function drawKept(shape: readonly number[], dropout: number, random: Random): Float32Array {
  const kept = new Float32Array(sizeOf(shape));
  const scale = 1 / (1 - dropout);
  for (let place = 0; place < kept.length; place++) kept[place] = random() < dropout ? 0 : scale;
  return kept;
}
