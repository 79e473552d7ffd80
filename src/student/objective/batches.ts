import type { DecodedModel } from "../decoding/decoder.js";
import type { LabelAssignment } from "../decoding/label-assignment.js";
import type { Tensors, InputSpec } from "../engine/compile.js";
import type { Ort } from "../engine/runtime.js";
import { type EncodedSequence, writtenTokenId } from "../language/encode.js";
import { createSequenceBatch, fillBatchRow, type SequenceBatch } from "../language/sequence-batch.js";
import type { TransformerConfig } from "../model/config.js";
import type { BatchShape } from "../model/transformer.js";

/** A text as it is trained on once. */
export interface TrainingRow {
  readonly text: EncodedSequence;
  readonly letters: LabelAssignment;
  /** Numbers for the loss, by name and by the position of the written word they are about. */
  readonly values: Readonly<Record<string, ArrayLike<number>>>;
}

/** Rows that are worked on at once. */
const ROWS = 16;
/** Lengths are rounded up to a multiple of this: one program a length. */
const BUCKET = 24;

/** Rows of about one length, and the shape of the program that takes them. */
export interface Bucket {
  readonly part: readonly TrainingRow[];
  readonly extent: BatchShape;
}

/** Rows sorted by length and cut into groups. */
export function toBuckets(rows: readonly TrainingRow[]): Bucket[] {
  const sorted = rows.toSorted((one, other) => one.text.length - other.text.length);
  return Array.from({ length: Math.ceil(sorted.length / ROWS) }, (_, group) => {
    const part = sorted.slice(group * ROWS, (group + 1) * ROWS);
    const longest = part.at(-1)?.text.length ?? 0;
    return { part, extent: { rows: ROWS, positions: Math.ceil(longest / BUCKET) * BUCKET } };
  });
}

export function batchSpecs(config: TransformerConfig, extent: BatchShape, values: readonly string[]) {
  const { rows, positions } = extent;
  return {
    ...textSpecs(config, extent),
    targets: [rows, positions, config.outputSize],
    ...Object.fromEntries(values.map((name) => [name, [rows, positions]])),
  };
}

export interface BatchOptions {
  readonly model: Pick<DecodedModel, "config" | "vocabulary">;
  /** Names of the values that the program takes. */
  readonly values: readonly string[];
}

/** Targets and values stand where the word before them is read. */
export function toBatch(
  ort: Ort,
  rows: readonly TrainingRow[],
  extent: BatchShape,
  { model, values }: BatchOptions,
): Tensors {
  const { config, vocabulary } = model;
  const { positions } = extent;
  const batch = createSequenceBatch(extent.rows, positions, {
    vocabularySize: vocabulary.size,
    labelCount: config.labelCount,
  });
  const targets = new Float32Array(extent.rows * positions * config.outputSize);
  const filled = values.map(() => new Float32Array(extent.rows * positions));
  rows.forEach(({ text, letters, values: own }, row) => {
    fillBatchRow(batch, row, {
      text,
      labels: letters.byCandidate,
      vocabulary,
      labelCount: config.labelCount,
    });
    for (let next = 1; next < text.length; next++) {
      if (text.isWritten[next] !== 1) continue;
      const at = row * positions + next - 1;
      targets[at * config.outputSize + writtenTokenId(text, next, letters.byCandidate)] = 1;
      values.forEach((name, place) => {
        const into = filled[place];
        if (into !== undefined) into[at] = own[name]?.[next] ?? 0;
      });
    }
  });
  return {
    ...textTensors(ort, config, batch),
    targets: new ort.Tensor("float32", targets, [extent.rows, positions, config.outputSize]),
    ...Object.fromEntries(
      values.map((name, place) => [
        name,
        new ort.Tensor("float32", filled[place] ?? new Float32Array(), [extent.rows, positions]),
      ]),
    ),
  };
}

/** Shapes of the inputs of a pass over whole texts. */
export function textSpecs({ vocabularySize, labelCount }: TransformerConfig, { rows, positions }: BatchShape) {
  return {
    tokens: [rows * positions, vocabularySize],
    bias: [rows, positions, positions],
    about: [rows, positions, labelCount],
    repeated: [rows, positions, labelCount],
  } satisfies Record<string, InputSpec>;
}

/** A batch as tensors of those shapes. The numbers are not copied. */
export function textTensors({ Tensor }: Ort, config: TransformerConfig, batch: SequenceBatch): Tensors {
  const shapes = textSpecs(config, batch);
  return {
    tokens: new Tensor("float32", batch.tokens, shapes.tokens),
    bias: new Tensor("float32", batch.bias, shapes.bias),
    about: new Tensor("float32", batch.about, shapes.about),
    repeated: new Tensor("float32", batch.repeated, shapes.repeated),
  };
}
