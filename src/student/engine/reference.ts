import type { Arrays, Tensors } from "./compile.js";
import { type JaxArray, loadJax } from "./runtime.js";
import type { Shape } from "./shape.js";

/** An array as plain numbers. */
export interface Values {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/**
 * Runs a function through jax-js's own backend instead of ONNX: five to eight times slower, and what translations are checked
 * against.
 */
export async function runOnJax(
  fn: (inputs: Arrays) => Arrays,
  inputs: Tensors,
): Promise<Record<string, Values>> {
  const jax = await loadJax();
  const arrays = Object.entries(inputs).map(([name, { data, dims, type }]) => {
    const dtype = jax.numpy[type as "float32" | "int32" | "uint32" | "bool"];
    const flat = jax.numpy.array([...(data as Iterable<number>)], { dtype });
    return [name, flat.reshape([...dims])] as const;
  });
  const results: readonly (readonly [string, JaxArray])[] = Object.entries(
    fn(Object.fromEntries(arrays)),
  );
  const values = results.map(async ([name, array]) => {
    const { shape } = array;
    return [name, { shape, data: Array.from<number>(await array.data()) }] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}
