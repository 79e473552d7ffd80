import type { DecodedModel } from "../decoding/decoder.js";
import { weightName } from "../decoding/extend-program.js";
import { type Arrays, compile, type Program, type Tensors } from "../engine/compile.js";
import { nest, type ParameterSet } from "../engine/parameters.js";
import { loadJax, loadOrt } from "../engine/runtime.js";
import type { BatchShape, TransformerParameters } from "../model/transformer.js";
import { batchInputSpecs, toBatch, toBuckets, type TrainingRow } from "./batches.js";
import { createLikelihood } from "./likelihood.js";

/** Computes log-probabilities of written tokens under a fixed model. */
export interface Scorer {
  /** For each row, the log-probabilities of its written tokens by position; 0 elsewhere. */
  score(rows: readonly TrainingRow[]): Promise<Map<TrainingRow, Float32Array>>;
  dispose(): Promise<void>;
}

/** Creates a scorer, such as the reference policy of GRPO. It reads the model's parameters at every call. */
export async function createScorer(model: DecodedModel, threads?: number): Promise<Scorer> {
  const ort = await loadOrt();
  const { parameters } = model;
  const programs = new Map<number, Promise<Program>>();
  const programFor = (shape: BatchShape) => {
    const program = programs.get(shape.positions) ?? compileLikelihood(model, shape, threads);
    programs.set(shape.positions, program);
    return program;
  };
  return {
    async score(rows) {
      const scores = new Map<TrainingRow, Float32Array>();
      for (const bucket of toBuckets(rows)) {
        const program = await programFor(bucket.shape);
        const batch = toBatch(ort, bucket, { model, values: [] });
        const results = await program.run({ ...weightTensors(parameters), ...batch });
        const values = results["logs"]?.data as Float32Array;
        for (const [index, row] of bucket.rows.entries()) {
          const first = index * bucket.shape.positions;
          const own = new Float32Array(row.sequence.length);
          // The value for a token is stored one position before it.
          own.set(values.subarray(first, first + row.sequence.length - 1), 1);
          scores.set(row, own);
        }
        for (const tensor of Object.values(results)) tensor.dispose();
      }
      return scores;
    },
    async dispose() {
      for (const program of programs.values()) await (await program).dispose();
    },
  };
}

function weightTensors({ names, tensors }: ParameterSet): Tensors {
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const tensor = tensors[index];
      return tensor === undefined ? [] : [[weightName(name), tensor]];
    }),
  );
}

async function compileLikelihood(
  { config, parameters }: DecodedModel,
  shape: BatchShape,
  threads?: number,
): Promise<Program> {
  const jax = await loadJax();
  const likelihood = createLikelihood(jax, config, shape);
  const { names, shapes } = parameters;
  const weights = Object.fromEntries(
    names.map((name, index) => [weightName(name), shapes[index] ?? []]),
  );
  const fn = (arrays: Arrays): Arrays => {
    const values = names.flatMap((name) => arrays[weightName(name)] ?? []);
    return { logs: likelihood(nest(names, values) as unknown as TransformerParameters, arrays) };
  };
  return compile({ inputs: { ...weights, ...batchInputSpecs(config, shape, []) }, fn, threads });
}
