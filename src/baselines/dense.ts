import type { Random } from "../random.js";
import { constantWeights, normalWeights, type Weights } from "../student/engine/parameters.js";

/** A dense layer `x W + b`: weights of shape `inputs x outputs` and one bias per output, as numbers or as traced arrays. */
export type Dense<T> = { readonly weights: T; readonly bias: T };

/** Initializes a layer: normal weights with standard deviation `gain / sqrt(inputs)`, zero bias. */
export function initialDense(
  [inputs, outputs]: readonly [number, number],
  random: Random,
  gain = 1,
): Dense<Weights> {
  return {
    weights: normalWeights([inputs, outputs], gain / Math.sqrt(inputs), random),
    bias: constantWeights([outputs], 0),
  };
}

/** A vector of numbers. */
export type Vector = Float64Array | Float32Array;

/** Applies a layer to a vector. */
export function applyDense(vector: Vector, { weights, bias }: Dense<Weights>): Float64Array {
  return add(multiply(vector, weights), bias.data);
}

/** A row vector times a matrix. */
export function multiply(vector: Vector, { shape, data }: Weights): Float64Array {
  const outputs = shape[1] ?? 0;
  const product = new Float64Array(outputs);
  for (let input = 0; input < vector.length; input++) {
    const value = vector[input] as number;
    const offset = input * outputs;
    for (let output = 0; output < outputs; output++) {
      product[output] = (product[output] as number) + value * (data[offset + output] as number);
    }
  }
  return product;
}

/** The sum of two vectors. */
export function add(a: Vector, b: Vector): Float64Array {
  const sum = new Float64Array(a);
  addScaled(sum, b);
  return sum;
}

/** Adds `factor` times a vector to `sum` in place. */
export function addScaled(sum: Float64Array, vector: Vector, factor = 1): void {
  for (let index = 0; index < sum.length; index++) {
    sum[index] = (sum[index] as number) + factor * (vector[index] as number);
  }
}

/** max(x, 0), elementwise. */
export function rectify(vector: Vector): Float64Array {
  return new Float64Array(vector).map((value) => Math.max(value, 0));
}

/** The dot product. */
export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    sum += (a[index] as number) * (b[index] as number);
  }
  return sum;
}

/** The softmax of scores. */
export function softmax(scores: Vector): Float64Array {
  let max = -Infinity;
  for (const score of scores) max = Math.max(max, score);
  const powers = Float64Array.from(scores, (score) => Math.exp(score - max));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** A row of a matrix, as a view. */
export function matrixRow({ shape, data }: Weights, row: number): Float32Array {
  const width = shape[1] ?? 0;
  return data.subarray(row * width, (row + 1) * width);
}
