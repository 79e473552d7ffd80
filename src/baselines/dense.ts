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

/** A row vector times a matrix. Products are added in the order of the inputs. */
export function multiply(vector: Vector, { shape, data }: Weights): Float64Array {
  const outputs = shape[1] ?? 0;
  const product = new Float64Array(outputs);
  let input = 0;
  // Four inputs at once: a sum is read and written once for four products.
  for (; input + 3 < vector.length; input += 4) {
    const a = vector[input] as number;
    const b = vector[input + 1] as number;
    const c = vector[input + 2] as number;
    const d = vector[input + 3] as number;
    const first = input * outputs;
    const second = first + outputs;
    const third = second + outputs;
    const fourth = third + outputs;
    for (let output = 0; output < outputs; output++) {
      product[output] =
        (product[output] as number) +
        a * (data[first + output] as number) +
        b * (data[second + output] as number) +
        c * (data[third + output] as number) +
        d * (data[fourth + output] as number);
    }
  }
  for (; input < vector.length; input++) {
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

/** Applies a function elementwise. Much faster than the method of typed arrays. */
export function mapVector(
  vector: Vector,
  valueOf: (value: number, index: number) => number,
): Float64Array {
  const mapped = new Float64Array(vector.length);
  for (let index = 0; index < mapped.length; index++) {
    mapped[index] = valueOf(vector[index] as number, index);
  }
  return mapped;
}

/** max(x, 0), elementwise. */
export function rectify(vector: Vector): Float64Array {
  return mapVector(vector, (value) => Math.max(value, 0));
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
  const powers = mapVector(scores, (score) => Math.exp(score - max));
  let total = 0;
  for (const power of powers) total += power;
  return mapVector(powers, (power) => power / total);
}

/** A row of a matrix, as a view. */
export function matrixRow({ shape, data }: Weights, row: number): Float32Array {
  const width = shape[1] ?? 0;
  return data.subarray(row * width, (row + 1) * width);
}
