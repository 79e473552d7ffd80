import type { Arrays, Tensors } from "../../../src/student/engine/compile.js";
import type { JaxArray } from "../../../src/student/engine/runtime.js";
import { loadFullJax } from "./jax.js";
import type { Shape } from "../../../src/student/engine/shape.js";

/** An array of numbers. */
export interface Values {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/**
 * Runs a function with the backend of jax-js instead of ONNX: the reference that translations are compared with.
 */
export async function runOnJax(
  fn: (inputs: Arrays) => Arrays,
  inputs: Tensors,
): Promise<Record<string, Values>> {
  const jax = await loadFullJax();
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
