import { compile, type Arrays, type Program } from "../engine/compile.js";
import { nest, type ParameterSet } from "../engine/parameters.js";
import { type JaxArray, loadJax } from "../engine/runtime.js";
import type { TransformerConfig } from "../model/config.js";
import { createTransformer, type Parameters } from "../model/transformer.js";

/** How many texts a decoder holds, how long each may get, and how many new positions one pass takes. */
export interface ExtendShape {
  readonly rows: number;
  readonly capacity: number;
  readonly positions: number;
}

/** Compiles a pass over new positions of every row after what the cache holds of them. */
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
    ) as unknown as Parameters;
    const layers = Array.from({ length: config.layers }, (_, layer) => ({
      keys: get(keysName(layer)),
      values: get(valuesName(layer)),
    }));
    const inputs = {
      words: get("words"),
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

export const weightName = (name: string) => `weight.${name}`;
export const keysName = (layer: number) => `keys.${layer}`;
export const valuesName = (layer: number) => `values.${layer}`;
export const freshKeysName = (layer: number) => `freshKeys.${layer}`;
export const freshValuesName = (layer: number) => `freshValues.${layer}`;

function extensionSpecs(
  config: TransformerConfig,
  { names, shapes }: Pick<ParameterSet, "names" | "shapes">,
  { rows, capacity, positions }: ExtendShape,
): Record<string, readonly number[]> {
  const { vocabulary, letters, heads, width, layers, pointer } = config;
  const past = [rows, heads, capacity, width / heads];
  return {
    ...Object.fromEntries(names.map((name, place) => [weightName(name), shapes[place] ?? []])),
    ...Object.fromEntries(
      Array.from({ length: layers }, (_, layer) => [
        [keysName(layer), past],
        [valuesName(layer), past],
      ]).flat(),
    ),
    pointers: [rows, capacity, pointer],
    pastAbout: [rows, capacity, letters],
    words: [rows * positions, vocabulary],
    bias: [rows, positions, capacity + positions],
    about: [rows, positions, letters],
    repeated: [rows, positions, letters],
  };
}
