import { compile, type Arrays, type Program } from "../engine/compile.js";
import { nest, type ParameterSet } from "../engine/parameters.js";
import { type JaxArray, loadJax } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import { createTransformer, type TransformerParameters } from "../model/transformer.js";

/** Number of rows, maximum positions per row, and new positions per row and pass. */
export interface ExtendShape {
  readonly rows: number;
  readonly capacity: number;
  readonly positions: number;
}

/** Compiles a pass over new positions that follow those in the cache. Its input and output names are part of a student's files. */
export async function compileExtension(
  config: TransformerConfig,
  parameters: Pick<ParameterSet, "names" | "shapes">,
  shape: ExtendShape,
  threads?: number,
): Promise<Program> {
  const jax = await loadJax();
  const transformer = createTransformer(jax, config);
  const { rows, positions } = shape;
  const fn = (arrays: Arrays): Arrays => {
    const get = (name: string) => arrays[name] as JaxArray;
    const weights = nest(
      parameters.names,
      parameters.names.map((name) => get(weightName(name))),
    ) as unknown as TransformerParameters;
    const layers = Array.from({ length: config.layers }, (_, layer) => ({
      keys: get(keysName(layer)),
      values: get(valuesName(layer)),
    }));
    const inputs = {
      tokens: get("words"),
      bias: get("bias"),
      about: get("about"),
      repeated: get("repeated"),
    };
    const cache = { layers, pointers: get("pointers"), about: get("pastAbout") };
    const result = transformer.extend(weights, inputs, cache, { rows, positions });
    const fresh = result.layers.flatMap(({ keys, values }, layer) => [
      [freshKeysName(layer), keys],
      [freshValuesName(layer), values],
    ]);
    return { logits: result.logits, freshPointers: result.pointers, ...Object.fromEntries(fresh) };
  };
  return compile({ inputs: extensionSpecs(config, parameters, shape), fn, threads });
}

/** Input name of a weight. */
export const weightName = (name: string): string => `weight.${name}`;
/** Input name of a layer's cached keys. */
export const keysName = (layer: number): string => `keys.${layer}`;
/** Input name of a layer's cached values. */
export const valuesName = (layer: number): string => `values.${layer}`;
/** Output name of a layer's new keys. */
export const freshKeysName = (layer: number): string => `freshKeys.${layer}`;
/** Output name of a layer's new values. */
export const freshValuesName = (layer: number): string => `freshValues.${layer}`;

function extensionSpecs(
  config: TransformerConfig,
  { names, shapes }: Pick<ParameterSet, "names" | "shapes">,
  { rows, capacity, positions }: ExtendShape,
): Record<string, readonly number[]> {
  const { vocabularySize, labelCount, heads, width, layers, pointerWidth } = config;
  const past = [rows, heads, capacity, width / heads];
  return {
    ...Object.fromEntries(names.map((name, index) => [weightName(name), shapes[index] ?? []])),
    ...Object.fromEntries(
      Array.from({ length: layers }, (_, layer) => [
        [keysName(layer), past],
        [valuesName(layer), past],
      ]).flat(),
    ),
    pointers: [rows, capacity, pointerWidth],
    pastAbout: [rows, capacity, labelCount],
    words: [rows * positions, vocabularySize],
    bias: [rows, positions, capacity + positions],
    about: [rows, positions, labelCount],
    repeated: [rows, positions, labelCount],
  };
}
