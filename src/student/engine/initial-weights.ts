import { type Random, randomNormal } from "../../random.js";
import type { Weights } from "./parameters.js";
import { type Shape, sizeOf } from "./shape.js";

/** Normally distributed weights around 0. */
export function normalWeights(shape: Shape, deviation: number, random: Random): Weights {
  const data = Float32Array.from({ length: sizeOf(shape) }, () => randomNormal(random) * deviation);
  return { shape, data };
}

/** The same number everywhere: 1 for gains, 0 for biases. */
export function constantWeights(shape: Shape, value: number): Weights {
  return { shape, data: new Float32Array(sizeOf(shape)).fill(value) };
}
