import { type Dtype, at, pick, range, sameShape, type Shape, sizeOf, stridesOf } from "./shape.js";

/**
 * A strided view of a tensor in the graph. Reshape, transpose and broadcast only change the view; operations are added when a
 * kernel needs the elements in order. A view covers every element of its tensor, once or repeatedly along whole axes.
 */
export interface View {
  /** Name of the tensor in the graph. */
  readonly tensor: string;
  /** Shape of the stored tensor, which is row-major. */
  readonly tensorShape: Shape;
  /** Shape of the view. */
  readonly shape: Shape;
  /** Strides of the view in stored elements; 0 on axes along which elements repeat and on axes of length 1. */
  readonly strides: Shape;
  readonly dtype: Dtype;
}

/** A view of a tensor as it is stored. */
export function viewOf(tensor: string, shape: Shape, dtype: Dtype): View {
  return { tensor, tensorShape: shape, shape, strides: stridesOf(shape), dtype };
}

/** Whether the view has exactly the stored elements in the stored order. */
export function isContiguous(view: View): boolean {
  return (
    sizeOf(view.shape) === sizeOf(view.tensorShape) &&
    sameShape(view.strides, stridesOf(view.shape))
  );
}

/** Whether elements repeat along an axis, or the axis has length 1. */
export function repeats(view: View, axis: number): boolean {
  return at(view.strides, axis) === 0;
}

/** Axes along which elements differ. */
export function varyingAxes(view: View): number[] {
  return range(view.shape.length).filter((axis) => !repeats(view, axis));
}

/** Axes along which elements differ, by decreasing stride: the stored order. */
export function axesByStride(view: View): number[] {
  return varyingAxes(view).toSorted((a, b) => at(view.strides, b) - at(view.strides, a));
}

/** The inverse of a permutation. */
export function inverse(order: readonly number[]): number[] {
  return range(order.length).map((axis) => order.indexOf(axis));
}

/** Reorders the axes of a view. */
export function permute(view: View, order: readonly number[]): View {
  return { ...view, shape: pick(view.shape, order), strides: pick(view.strides, order) };
}

/** Adds axes along which elements repeat; `added` are their indices in the new shape. */
export function broadcast(view: View, shape: Shape, added: readonly number[]): View {
  const kept = view.strides.values();
  return {
    ...view,
    shape,
    strides: shape.map((_, axis) => (added.includes(axis) ? 0 : (kept.next().value ?? 0))),
  };
}

/** Broadcasts a view by NumPy's rules: axes are added in front, axes of length 1 repeat. */
export function broadcastTo(view: View, shape: Shape): View {
  const missing = shape.length - view.shape.length;
  return { ...view, shape, strides: shape.map((_, axis) => view.strides[axis - missing] ?? 0) };
}

/** Reduces axes along which elements repeat to length 1. */
export function withoutRepeats(view: View): View {
  return { ...view, shape: view.shape.map((length, axis) => (repeats(view, axis) ? 1 : length)) };
}

/** Reshapes a view to another shape of the same size; `undefined` where strides cannot express the result. */
export function tryReshape(view: View, shape: Shape): View | undefined {
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

/** Removes the shortest runs of old and new axes with equal size; undefined unless the old run has uniform strides. */
function nextGroup(view: View, from: number[], shape: Shape, to: number[]) {
  const axes = to.splice(0, 1);
  const old = from.splice(0, 1);
  const size = (lengths: Shape, of: readonly number[]) => sizeOf(pick(lengths, of));
  while (size(view.shape, old) !== size(shape, axes)) {
    const [smaller, remaining] =
      size(view.shape, old) < size(shape, axes) ? [old, from] : [axes, to];
    if (remaining.length === 0) return undefined;
    smaller.push(...remaining.splice(0, 1));
  }
  const strides = pick(view.strides, old);
  const hasUniformStrides = old.every(
    (axis, index) =>
      index === 0 || strides[index - 1] === at(strides, index) * at(view.shape, axis),
  );
  return hasUniformStrides ? { axes, stride: at(strides, strides.length - 1) } : undefined;
}
