import type { DecodedModel } from "../decoding/decoder.js";
import { createGradientProgram, type GradientProgram, type Loss } from "../engine/gradients.js";
import { createOptimizer, type Optimizer, type OptimizerState } from "../engine/optimizer.js";
import { type Jax, loadJax, loadOrt, type Tensor } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import type { BatchShape, TransformerParameters } from "../model/transformer.js";
import { batchInputSpecs, toBatch, toBuckets, type TrainingRow } from "./batches.js";

/** Options of {@link createTrainer}. */
export interface TrainerOptions {
  readonly model: DecodedModel;
  /**
   * Creates the loss for a batch shape. It takes the sequences, `targets`, and the values by name, `rows x positions` each, and
   * must be a sum over rows, because the batch is split into buckets.
   */
  readonly loss: (
    jax: Jax,
    config: TransformerConfig,
    shape: BatchShape,
  ) => Loss<TransformerParameters>;
  /** Names of the values that the loss takes. */
  readonly values: readonly string[];
  readonly threads?: number | undefined;
  /** State of the optimizer of an interrupted run. */
  readonly optimizerState?: OptimizerState | undefined;
}

/** Where an interrupted run resumes. The model has to hold the parameters of that moment. */
export interface ResumePoint {
  /** Finished updates of SFT, or iterations of reinforcement learning. */
  readonly done: number;
  readonly optimizer: OptimizerState;
}

/** Result of one update. */
export interface StepResult {
  readonly loss: number;
  /** Norm of the gradients before clipping. */
  readonly norm: number;
  /** Number of positions in the batch. */
  readonly positions: number;
  /** Other outputs of the loss, summed over rows. */
  readonly report: Readonly<Record<string, number>>;
}

/** Makes updates on batches of any size. */
export interface Trainer {
  readonly optimizer: Optimizer;
  step(rows: readonly TrainingRow[], learningRate: number): Promise<StepResult>;
  dispose(): Promise<void>;
}

/**
 * Creates a trainer. Each step splits the rows into buckets of similar length, compiles one program per length, and accumulates
 * the gradients of all buckets before the update.
 */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const { model, values, threads } = options;
  const { config, parameters } = model;
  const [jax, ort] = await Promise.all([loadJax(), loadOrt()]);
  const optimizer = await createOptimizer({ parameters, threads });
  if (options.optimizerState !== undefined) optimizer.restore(options.optimizerState);
  const programs = new Map<number, Promise<GradientProgram>>();
  const programFor = (shape: BatchShape) => {
    const program =
      programs.get(shape.positions) ??
      createGradientProgram({
        loss: options.loss(jax, config, shape),
        parameters,
        batch: batchInputSpecs(config, shape, values),
        threads,
      });
    programs.set(shape.positions, program);
    return program;
  };
  return {
    optimizer,
    async step(rows, learningRate) {
      let gradients: readonly Tensor[] | undefined;
      let loss = 0;
      const report: Record<string, number> = {};
      for (const bucket of toBuckets(rows)) {
        const program = await programFor(bucket.shape);
        const result = await program.run(parameters, toBatch(ort, bucket, options));
        loss += result.loss;
        for (const [name, tensor] of Object.entries(result.report))
          report[name] = (report[name] ?? 0) + Number(tensor.data[0]);
        gradients =
          gradients === undefined
            ? result.gradients
            : await optimizer.accumulate(gradients, result.gradients);
      }
      const norm = await optimizer.apply(gradients ?? [], learningRate);
      const positions = rows.reduce((sum, { sequence }) => sum + sequence.length, 0);
      return { loss, norm, positions, report };
    },
    async dispose() {
      await optimizer.dispose();
      for (const program of programs.values()) await (await program).dispose();
    },
  };
}
