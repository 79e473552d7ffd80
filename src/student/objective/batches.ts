import type { DecodedModel } from "../decoding/decoder.js";
import type { Letters } from "../decoding/letters.js";
import type { Tensors, InputSpec } from "../engine/compile.js";
import type { Ort } from "../engine/runtime.js";
import { type EncodedText, firstWord } from "../language/encode.js";
import { emptyBatch, fillRow, type TextBatch } from "../language/fill-batch.js";
import type { TransformerConfig } from "../model/config.js";
import type { Extent } from "../model/transformer.js";

/** A text as it is trained on once. */
export interface TrainingRow {
  readonly text: EncodedText;
  readonly letters: Letters;
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
  readonly extent: Extent;
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

export function batchSpecs(config: TransformerConfig, extent: Extent, values: readonly string[]) {
  const { rows, positions } = extent;
  return {
    ...textSpecs(config, extent),
    targets: [rows, positions, config.written],
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
  extent: Extent,
  { model, values }: BatchOptions,
): Tensors {
  const { config, vocabulary } = model;
  const { positions } = extent;
  const batch = emptyBatch(extent.rows, positions, {
    size: vocabulary.size,
    letters: config.letters,
  });
  const targets = new Float32Array(extent.rows * positions * config.written);
  const filled = values.map(() => new Float32Array(extent.rows * positions));
  rows.forEach(({ text, letters, values: own }, row) => {
    fillRow(batch, row, {
      text,
      letters: letters.byCandidate,
      vocabulary,
      letterCount: config.letters,
    });
    for (let next = 1; next < text.length; next++) {
      if (text.isWritten[next] !== 1) continue;
      const at = row * positions + next - 1;
      targets[at * config.written + firstWord(text, next, letters.byCandidate)] = 1;
      values.forEach((name, place) => {
        const into = filled[place];
        if (into !== undefined) into[at] = own[name]?.[next] ?? 0;
      });
    }
  });
  return {
    ...textTensors(ort, config, batch),
    targets: new ort.Tensor("float32", targets, [extent.rows, positions, config.written]),
    ...Object.fromEntries(
      values.map((name, place) => [
        name,
        new ort.Tensor("float32", filled[place] ?? new Float32Array(), [extent.rows, positions]),
      ]),
    ),
  };
}

/** Shapes of the inputs of a pass over whole texts. */
export function textSpecs({ vocabulary, letters }: TransformerConfig, { rows, positions }: Extent) {
  return {
    words: [rows * positions, vocabulary],
    bias: [rows, positions, positions],
    about: [rows, positions, letters],
    repeated: [rows, positions, letters],
  } satisfies Record<string, InputSpec>;
}

/** A batch as tensors of those shapes. The numbers are not copied. */
export function textTensors({ Tensor }: Ort, config: TransformerConfig, batch: TextBatch): Tensors {
  const shapes = textSpecs(config, batch);
  return {
    words: new Tensor("float32", batch.words, shapes.words),
    bias: new Tensor("float32", batch.bias, shapes.bias),
    about: new Tensor("float32", batch.about, shapes.about),
    repeated: new Tensor("float32", batch.repeated, shapes.repeated),
  };
}
