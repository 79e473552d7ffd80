/** Lengths of a tensor's axes, outermost first; empty for a scalar. */
export type Shape = readonly number[];

/** Element type of a tensor. */
export type Dtype = "float32" | "int32" | "uint32" | "bool";

/** Number of elements of a tensor with this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether two shapes or lists of strides are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Row-major strides in elements; 0 on axes of length 1. */
export function stridesOf(shape: Shape): number[] {
  let step = 1;
  return shape
    .toReversed()
    .map((length) => {
      const stride = length === 1 ? 0 : step;
      step *= length;
      return stride;
    })
    .reverse();
}

/** The integers from 0 to `count` - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** The entries at the given indices. */
export function pick<T>(values: readonly T[], indices: readonly number[]): T[] {
  return indices.map((index) => at(values, index));
}

/**
 * The entry at an index that is known to exist.
 *
 * @throws {RangeError} When it does not, which is a bug of the caller.
 */
export function at<T>(values: readonly T[], index: number): T {
  if (index < 0 || index >= values.length)
    throw new RangeError(`Index ${index} is outside a list of ${values.length}.`);
  return values[index] as T;
}
