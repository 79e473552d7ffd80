import { type Dtype, at, pick, range, sameShape, type Shape, sizeOf, stridesOf } from "./shape.js";

/**
 * A tensor of the graph seen through strides. Reshapes, transpositions and broadcasts only change the view; operations are
 * written when a kernel needs the elements in order. Every element of the tensor is seen, and either once or repeatedly along
 * whole axes.
 */
export interface View {
  /** The tensor's name in the graph. */
  readonly tensor: string;
  /** The tensor's own shape, row-major. */
  readonly stored: Shape;
  /** The shape that is seen. */
  readonly shape: Shape;
  /** How many stored elements one step along each seen axis skips; 0 where the same elements repeat or the length is 1. */
  readonly strides: Shape;
  readonly dtype: Dtype;
}

/** A tensor as it is stored. */
export function viewOf(tensor: string, shape: Shape, dtype: Dtype): View {
  return { tensor, stored: shape, shape, strides: stridesOf(shape), dtype };
}

/** Whether the seen elements are the stored ones, in their order. */
export function isPlain(view: View): boolean {
  return (
    sizeOf(view.shape) === sizeOf(view.stored) && sameShape(view.strides, stridesOf(view.shape))
  );
}

/** Whether the same elements repeat along an axis, or the axis has length 1. */
export function repeats(view: View, axis: number): boolean {
  return at(view.strides, axis) === 0;
}

/** The axes along which elements differ. */
export function movingAxes(view: View): number[] {
  return range(view.shape.length).filter((axis) => !repeats(view, axis));
}

/** The axes along which elements differ, in the order in which they are stored. */
export function axesByStride(view: View): number[] {
  return movingAxes(view).toSorted((a, b) => at(view.strides, b) - at(view.strides, a));
}

/** The order that undoes an order. */
export function inverse(order: readonly number[]): number[] {
  return range(order.length).map((place) => order.indexOf(place));
}

/** The view with its axes in another order. */
export function permute(view: View, order: readonly number[]): View {
  return { ...view, shape: pick(view.shape, order), strides: pick(view.strides, order) };
}

/** The view with new axes, along which it repeats, at the places `added` of the shape. */
export function broadcast(view: View, shape: Shape, added: readonly number[]): View {
  const kept = view.strides.values();
  return {
    ...view,
    shape,
    strides: shape.map((_, axis) => (added.includes(axis) ? 0 : (kept.next().value ?? 0))),
  };
}

/** The view under the rules of NumPy's broadcasting: axes are added in front, axes of length 1 repeat. */
export function broadcastTo(view: View, shape: Shape): View {
  const missing = shape.length - view.shape.length;
  return { ...view, shape, strides: shape.map((_, axis) => view.strides[axis - missing] ?? 0) };
}

/** The view with the axes along which it repeats cut to length 1. */
export function withoutRepeats(view: View): View {
  return { ...view, shape: view.shape.map((length, axis) => (repeats(view, axis) ? 1 : length)) };
}

/** The view under another shape of the same size, or `undefined` where strides cannot say it. */
export function reshape(view: View, shape: Shape): View | undefined {
  const strides = Array<number>(shape.length).fill(0);
  const from = range(view.shape.length).filter((axis) => view.shape[axis] !== 1);
  const to = range(shape.length).filter((axis) => shape[axis] !== 1);
  while (from.length > 0 || to.length > 0) {
    const group = nextGroup(view, from, shape, to);
    if (group === undefined) return undefined;
    let stride = group.stride;
    for (const axis of group.axes.reverse()) {
      strides[axis] = stride;
      stride *= at(shape, axis);
    }
  }
  return { ...view, shape, strides };
}

/** Takes the shortest runs of old and new axes with equal size; the old run must be evenly spaced. */
function nextGroup(view: View, from: number[], shape: Shape, to: number[]) {
  const axes = to.splice(0, 1);
  const old = from.splice(0, 1);
  const size = (lengths: Shape, of: readonly number[]) => sizeOf(pick(lengths, of));
  while (size(view.shape, old) !== size(shape, axes)) {
    const [short, rest] = size(view.shape, old) < size(shape, axes) ? [old, from] : [axes, to];
    if (rest.length === 0) return undefined;
    short.push(...rest.splice(0, 1));
  }
  const strides = pick(view.strides, old);
  const evenly = old.every(
    (axis, index) =>
      index === 0 || strides[index - 1] === at(strides, index) * at(view.shape, axis),
  );
  return evenly ? { axes, stride: at(strides, strides.length - 1) } : undefined;
}
