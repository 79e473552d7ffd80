import { createGradientProgram, type GradientProgram, type Loss } from "../engine/gradients.js";
import { createOptimizer, type Optimizer } from "../engine/optimizer.js";
import { type Jax, loadJax, loadOrt, type Ort, type Tensor } from "../engine/runtime.js";
import type { Tensors } from "../engine/compile.js";
import type { DecodedModel } from "../decoding/decoder.js";
import type { Letters } from "../decoding/letters.js";
import { type EncodedText, firstWord } from "../language/encode.js";
import { emptyBatch, fillRow } from "../language/fill-batch.js";
import type { TransformerConfig } from "../model/config.js";
import type { Extent, Parameters } from "../model/transformer.js";
import { textSpecs, textTensors } from "./text-tensors.js";

/** A text as it is trained on once. */
export interface TrainingRow {
  readonly text: EncodedText;
  readonly letters: Letters;
  /** Numbers for the loss, by name and by the position of the written word they are about. */
  readonly values: Readonly<Record<string, ArrayLike<number>>>;
}

export interface TrainerOptions {
  readonly model: DecodedModel;
  /** The loss of one bucket; it gets the text, `targets`, and the values by name, `rows x positions` each. */
  readonly loss: (jax: Jax, config: TransformerConfig, extent: Extent) => Loss<Parameters>;
  /** Names of the values that the loss takes. */
  readonly values: readonly string[];
  /** Positions beyond which a text is not trained on. Default 256. */
  readonly longest?: number;
  readonly threads?: number | undefined;
}

/** What one update did. */
export interface StepResult {
  readonly loss: number;
  /** Of the gradients, before clipping. */
  readonly norm: number;
  readonly positions: number;
}

/** Makes updates out of any number of rows of any length. */
export interface Trainer {
  readonly optimizer: Optimizer;
  step(rows: readonly TrainingRow[], learningRate: number): Promise<StepResult>;
  dispose(): Promise<void>;
}

/** Rows that are worked on at once. */
const ROWS = 16;
/** Lengths are rounded up to a multiple of this: one program a length. */
const BUCKET = 24;

/**
 * Rows are sorted by length and cut into buckets of their own programs; the gradients are added up before the update. So the loss
 * must be a sum over rows, with weights that make it the mean it is meant to be.
 */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const { model, values, threads } = options;
  const { config, parameters } = model;
  const [jax, ort] = await Promise.all([loadJax(), loadOrt()]);
  const optimizer = await createOptimizer({ parameters, threads });
  const programs = new Map<number, Promise<GradientProgram>>();
  const programFor = (positions: number) => {
    const extent = { rows: ROWS, positions };
    const made =
      programs.get(positions) ??
      createGradientProgram({
        loss: options.loss(jax, config, extent),
        parameters,
        batch: batchSpecs(config, extent, values),
        threads,
      });
    programs.set(positions, made);
    return made;
  };
  return {
    optimizer,
    async step(rows, learningRate) {
      const sorted = rows.toSorted((one, other) => one.text.length - other.text.length);
      let gradients: readonly Tensor[] | undefined;
      let loss = 0;
      for (let from = 0; from < sorted.length; from += ROWS) {
        const part = sorted.slice(from, from + ROWS);
        const positions = roundUp(part.at(-1)?.text.length ?? 0);
        const program = await programFor(positions);
        const batch = toBatch(ort, part, { rows: ROWS, positions }, options);
        const result = await program.run(parameters, batch);
        loss += result.loss;
        gradients = gradients === undefined ? result.gradients : await optimizer.accumulate(gradients, result.gradients);
      }
      const norm = await optimizer.apply(gradients ?? [], learningRate);
      return { loss, norm, positions: rows.reduce((sum, { text }) => sum + text.length, 0) };
    },
    async dispose() {
      await optimizer.dispose();
      for (const program of programs.values()) await (await program).dispose();
    },
  };
}

const roundUp = (length: number) => Math.ceil(length / BUCKET) * BUCKET;

function batchSpecs(config: TransformerConfig, extent: Extent, values: readonly string[]) {
  const { rows, positions } = extent;
  return {
    ...textSpecs(config, extent),
    targets: [rows, positions, config.written],
    ...Object.fromEntries(values.map((name) => [name, [rows, positions]])),
  };
}

/** Targets and values stand where the word before them is read. */
function toBatch(ort: Ort, rows: readonly TrainingRow[], extent: Extent, { model, values }: TrainerOptions): Tensors {
  const { config, vocabulary } = model;
  const { positions } = extent;
  const batch = emptyBatch(extent.rows, positions, { size: vocabulary.size, letters: config.letters });
  const targets = new Float32Array(extent.rows * positions * config.written);
  const filled = values.map(() => new Float32Array(extent.rows * positions));
  rows.forEach(({ text, letters, values: own }, row) => {
    fillRow(batch, row, { text, letters: letters.byCandidate, vocabulary, letterCount: config.letters });
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
      values.map((name, place) => [name, new ort.Tensor("float32", filled[place] ?? new Float32Array(), [extent.rows, positions])]),
    ),
  };
}
