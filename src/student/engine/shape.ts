/** The lengths of a tensor's axes, outermost first; a scalar has none. */
export type Shape = readonly number[];

/** What one element is. */
export type Dtype = "float32" | "int32" | "uint32" | "bool";

/** How many elements a tensor of this shape has. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether two shapes (or lists of strides) are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** How many elements one step along each axis skips in row-major order; 0 on axes of length 1, where no step exists. */
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

/** The whole numbers from 0 to `count` - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** The entries at the given places. */
export function pick<T>(values: readonly T[], places: readonly number[]): T[] {
  return places.map((place) => at(values, place));
}

/** The entry at a place that is known to exist. */
export function at<T>(values: readonly T[], place: number): T {
  if (place < 0 || place >= values.length)
    throw new RangeError(`No entry ${place} of ${values.length}.`);
  return values[place] as T;
}
