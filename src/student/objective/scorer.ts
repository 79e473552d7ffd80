import type { DecodedModel } from "../decoding/decoder.js";
import { weightName } from "../decoding/extend-program.js";
import { type Arrays, compile, type Program, type Tensors } from "../engine/compile.js";
import { nest, type ParameterSet } from "../engine/parameters.js";
import { loadJax, loadOrt } from "../engine/runtime.js";
import type { BatchShape, TransformerParameters } from "../model/transformer.js";
import { batchSpecs, toBatch, toBuckets, type TrainingRow } from "./batches.js";
import { createLikelihood } from "./likelihood.js";

/** Says how likely a model finds what was written. */
export interface Scorer {
  /** Log-probabilities by position of the written word, for each row; 0 elsewhere. */
  score(rows: readonly TrainingRow[]): Promise<Map<TrainingRow, Float32Array>>;
  dispose(): Promise<void>;
}

/** A scorer for a model, such as the reference policy. Its parameters are read at every call. */
export async function createScorer(model: DecodedModel, threads?: number): Promise<Scorer> {
  const ort = await loadOrt();
  const { parameters } = model;
  const programs = new Map<number, Promise<Program>>();
  const programFor = (extent: BatchShape) => {
    const made = programs.get(extent.positions) ?? compileLikelihood(model, extent, threads);
    programs.set(extent.positions, made);
    return made;
  };
  return {
    async score(rows) {
      const scored = new Map<TrainingRow, Float32Array>();
      for (const { part, extent } of toBuckets(rows)) {
        const program = await programFor(extent);
        const batch = toBatch(ort, part, extent, { model, values: [] });
        const results = await program.run({ ...weightsOf(parameters), ...batch });
        const values = results["logs"]?.data as Float32Array;
        part.forEach((row, place) => {
          const own = new Float32Array(row.text.length);
          own.set(
            values.subarray(
              place * extent.positions,
              place * extent.positions + row.text.length - 1,
            ),
            1,
          );
          scored.set(row, own);
        });
        for (const tensor of Object.values(results)) tensor.dispose();
      }
      return scored;
    },
    async dispose() {
      for (const program of programs.values()) await (await program).dispose();
    },
  };
}

function weightsOf({ names, tensors }: ParameterSet): Tensors {
  return Object.fromEntries(
    names.flatMap((name, place) => {
      const tensor = tensors[place];
      return tensor === undefined ? [] : [[weightName(name), tensor]];
    }),
  );
}

async function compileLikelihood(
  { config, parameters }: DecodedModel,
  extent: BatchShape,
  threads?: number,
): Promise<Program> {
  const jax = await loadJax();
  const likelihood = createLikelihood(jax, config, extent);
  const { names, shapes } = parameters;
  const weights = Object.fromEntries(
    names.map((name, place) => [weightName(name), shapes[place] ?? []]),
  );
  const fn = (arrays: Arrays): Arrays => {
    const values = names.flatMap((name) => arrays[weightName(name)] ?? []);
    return { logs: likelihood(nest(names, values) as unknown as TransformerParameters, arrays) };
  };
  return compile({ inputs: { ...weights, ...batchSpecs(config, extent, []) }, fn, threads });
}
