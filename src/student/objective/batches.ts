import type { DecodedModel } from "../decoding/decoder.js";
import type { LabelAssignment } from "../decoding/label-assignment.js";
import type { InputSpec, Tensors } from "../engine/compile.js";
import type { Ort } from "../engine/runtime.js";
import { type EncodedSequence, writtenTokenId } from "../language/encode.js";
import {
  createSequenceBatch,
  fillBatchRow,
  type SequenceBatch,
} from "../language/sequence-batch.js";
import type { TransformerConfig } from "../model/config.js";
import type { BatchShape } from "../model/transformer.js";

/** A sequence to train on, with the label assignment of this use. */
export interface TrainingRow {
  readonly sequence: EncodedSequence;
  readonly labels: LabelAssignment;
  /** Inputs of the loss by name, each indexed by the position of the written token. */
  readonly values: Readonly<Record<string, ArrayLike<number>>>;
}

/** Rows per program call. */
const ROWS = 16;
/** Lengths are rounded up to a multiple of this, so that few programs are compiled. */
const LENGTH_STEP = 24;

/** Rows of similar length, and the batch shape of the program that takes them. */
export interface Bucket {
  readonly rows: readonly TrainingRow[];
  readonly shape: BatchShape;
}

/** Sorts rows by length and splits them into buckets of at most {@link ROWS}. */
export function toBuckets(rows: readonly TrainingRow[]): Bucket[] {
  const sorted = rows.toSorted((one, other) => one.sequence.length - other.sequence.length);
  return Array.from({ length: Math.ceil(sorted.length / ROWS) }, (_, bucket) => {
    const part = sorted.slice(bucket * ROWS, (bucket + 1) * ROWS);
    const longest = part.at(-1)?.sequence.length ?? 0;
    const positions = Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP;
    return { rows: part, shape: { rows: ROWS, positions } };
  });
}

/** Input shapes of a program that takes sequences, `targets` and the named values, `rows x positions` each. */
export function batchInputSpecs(
  config: TransformerConfig,
  shape: BatchShape,
  values: readonly string[],
) {
  const { rows, positions } = shape;
  return {
    ...sequenceInputSpecs(config, shape),
    targets: [rows, positions, config.outputSize],
    ...Object.fromEntries(values.map((name) => [name, [rows, positions]])),
  };
}

/** What {@link toBatch} needs besides the rows. */
export interface BatchOptions {
  readonly model: Pick<DecodedModel, "config" | "vocabulary">;
  /** Names of the values that the program takes. */
  readonly values: readonly string[];
}

/**
 * Converts a bucket to tensors of the shapes of {@link batchInputSpecs}. A written token's target and values are stored at the
 * position before it, where the model predicts it.
 */
export function toBatch(
  ort: Ort,
  { rows, shape }: Bucket,
  { model, values }: BatchOptions,
): Tensors {
  const { config, vocabulary } = model;
  const { positions } = shape;
  const batch = createSequenceBatch(shape.rows, positions, {
    vocabularySize: vocabulary.size,
    labelCount: config.labelCount,
  });
  const targets = new Float32Array(shape.rows * positions * config.outputSize);
  const filled = values.map((name) => ({
    name,
    data: new Float32Array(shape.rows * positions),
  }));
  rows.forEach(({ sequence, labels, values: rowValues }, row) => {
    fillBatchRow(batch, row, {
      sequence: sequence,
      labels: labels.byCandidate,
      vocabulary,
      labelCount: config.labelCount,
    });
    for (let next = 1; next < sequence.length; next++) {
      if (sequence.isWritten[next] !== 1) continue;
      const index = row * positions + next - 1;
      const target = writtenTokenId(sequence, next, labels.byCandidate);
      targets[index * config.outputSize + target] = 1;
      for (const { name, data } of filled) data[index] = rowValues[name]?.[next] ?? 0;
    }
  });
  const valueShape = [shape.rows, positions];
  return {
    ...sequenceTensors(ort, config, batch),
    targets: new ort.Tensor("float32", targets, [...valueShape, config.outputSize]),
    ...Object.fromEntries(
      filled.map(({ name, data }) => [name, new ort.Tensor("float32", data, valueShape)]),
    ),
  };
}

function sequenceInputSpecs(
  { vocabularySize, labelCount }: TransformerConfig,
  { rows, positions }: BatchShape,
) {
  return {
    tokens: [rows * positions, vocabularySize],
    bias: [rows, positions, positions],
    about: [rows, positions, labelCount],
    repeated: [rows, positions, labelCount],
  } satisfies Record<string, InputSpec>;
}

function sequenceTensors(
  { Tensor }: Ort,
  config: TransformerConfig,
  batch: SequenceBatch,
): Tensors {
  const shapes = sequenceInputSpecs(config, batch);
  return {
    tokens: new Tensor("float32", batch.tokens, shapes.tokens),
    bias: new Tensor("float32", batch.bias, shapes.bias),
    about: new Tensor("float32", batch.about, shapes.about),
    repeated: new Tensor("float32", batch.repeated, shapes.repeated),
  };
}
