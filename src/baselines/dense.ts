import { type Random, shuffle } from "../random.js";
import { constantWeights, normalWeights, type Weights } from "../student/engine/parameters.js";
import { range } from "../student/engine/shape.js";

/** A layer `x W + b`: weights `inputs x outputs`, a bias for each output. As numbers, or as arrays that are differentiated. */
export type Dense<T> = { readonly weights: T; readonly bias: T };

/** A first layer: normal weights whose outputs vary as much as the inputs, times `gain`; no bias. */
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

/** Numbers of one position or one candidate. */
export type Row = Float64Array | Float32Array;

/** One row through a layer. */
export function applyDense(row: Row, { weights, bias }: Dense<Weights>): Float64Array {
  return add(multiply(row, weights), bias.data);
}

/** A row times a matrix. */
export function multiply(row: Row, { shape, data }: Weights): Float64Array {
  const outputs = shape[1] ?? 0;
  const product = new Float64Array(outputs);
  for (let input = 0; input < row.length; input++) {
    const value = row[input] as number;
    const offset = input * outputs;
    for (let output = 0; output < outputs; output++) {
      product[output] = (product[output] as number) + value * (data[offset + output] as number);
    }
  }
  return product;
}

/** The sum of two rows. */
export function add(a: Row, b: Row): Float64Array {
  const sum = new Float64Array(a);
  addTo(sum, b);
  return sum;
}

/** Adds a row, times a factor, to another one in place. */
export function addTo(sum: Float64Array, row: Row, factor = 1): void {
  for (let place = 0; place < sum.length; place++) {
    sum[place] = (sum[place] as number) + factor * (row[place] as number);
  }
}

/** max(x, 0), element by element. */
export function rectify(row: Row): Float64Array {
  return new Float64Array(row).map((value) => Math.max(value, 0));
}

/** The sum of products. */
export function dot(a: Row, b: Row): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) {
    sum += (a[place] as number) * (b[place] as number);
  }
  return sum;
}

/** Powers of e that sum to 1. */
export function softmax(scores: Row): Float64Array {
  let top = -Infinity;
  for (const score of scores) top = Math.max(top, score);
  const powers = Float64Array.from(scores, (score) => Math.exp(score - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** A row of a matrix; not a copy. */
export function rowOf({ shape, data }: Weights, row: number): Float32Array {
  const width = shape[1] ?? 0;
  return data.subarray(row * width, (row + 1) * width);
}

/** Deals the numbers below `count` out, so many at a time, again and again; each time in another order. */
export function createDealer(count: number, random: Random): (size: number) => number[] {
  let rest: number[] = [];
  return (size) => {
    while (rest.length < size) rest = [...rest, ...shuffle(range(count), random)];
    const dealt = rest.slice(0, size);
    rest = rest.slice(size);
    return dealt;
  };
}
