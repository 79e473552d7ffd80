import type { DecodedModel } from "../decoding/decoder.js";
import { createGradientProgram, type GradientProgram, type Loss } from "../engine/gradients.js";
import { createOptimizer, type Optimizer, type OptimizerState } from "../engine/optimizer.js";
import { type Jax, loadJax, loadOrt, type Tensor } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import type { BatchShape, TransformerParameters } from "../model/transformer.js";
import { batchSpecs, toBatch, toBuckets, type TrainingRow } from "./batches.js";

export interface TrainerOptions {
  readonly model: DecodedModel;
  /** The loss of one bucket; it gets the text, `targets`, and the values by name, `rows x positions` each. */
  readonly loss: (jax: Jax, config: TransformerConfig, extent: BatchShape) => Loss<TransformerParameters>;
  /** Names of the values that the loss takes. */
  readonly values: readonly string[];
  readonly threads?: number | undefined;
  /** What the optimizer remembered where training was interrupted. */
  readonly optimizerState?: OptimizerState | undefined;
}

/** Where training goes on, with the parameters that the model had there. */
export interface ResumePoint {
  /** Updates, or iterations, that were made. */
  readonly done: number;
  readonly optimizer: OptimizerState;
}

/** What one update did. */
export interface StepResult {
  readonly loss: number;
  /** Of the gradients, before clipping. */
  readonly norm: number;
  readonly positions: number;
  /** What else the loss reports, summed over rows. */
  readonly report: Readonly<Record<string, number>>;
}

/** Makes updates out of any number of rows of any length. */
export interface Trainer {
  readonly optimizer: Optimizer;
  step(rows: readonly TrainingRow[], learningRate: number): Promise<StepResult>;
  dispose(): Promise<void>;
}

/**
 * Rows are sorted by length and cut into buckets of their own programs; the gradients are added up before the update. So the loss
 * must be a sum over rows, with weights that make it the mean it is meant to be.
 */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const { model, values, threads } = options;
  const { config, parameters } = model;
  const [jax, ort] = await Promise.all([loadJax(), loadOrt()]);
  const optimizer = await createOptimizer({ parameters, threads });
  if (options.optimizerState !== undefined) optimizer.restore(options.optimizerState);
  const programs = new Map<number, Promise<GradientProgram>>();
  const programFor = (extent: BatchShape) => {
    const made =
      programs.get(extent.positions) ??
      createGradientProgram({
        loss: options.loss(jax, config, extent),
        parameters,
        batch: batchSpecs(config, extent, values),
        threads,
      });
    programs.set(extent.positions, made);
    return made;
  };
  return {
    optimizer,
    async step(rows, learningRate) {
      let gradients: readonly Tensor[] | undefined;
      let loss = 0;
      const report: Record<string, number> = {};
      for (const { part, extent } of toBuckets(rows)) {
        const program = await programFor(extent);
        const batch = toBatch(ort, part, extent, options);
        const result = await program.run(parameters, batch);
        loss += result.loss;
        for (const [name, tensor] of Object.entries(result.report))
          report[name] = (report[name] ?? 0) + Number(tensor.data[0]);
        gradients =
          gradients === undefined
            ? result.gradients
            : await optimizer.accumulate(gradients, result.gradients);
      }
      const norm = await optimizer.apply(gradients ?? [], learningRate);
      return {
        loss,
        norm,
        report,
        positions: rows.reduce((sum, { text }) => sum + text.length, 0),
      };
    },
    async dispose() {
      await optimizer.dispose();
      for (const program of programs.values()) await (await program).dispose();
    },
  };
}
