import type { Equation, Translators } from "../equation.js";
import { GraphBuilder } from "../graph-builder.js";
import { at, type Dtype, pick, range, sameShape, type Shape, sizeOf } from "../shape.js";
import { reshapeTensor, storedWithoutRepeats } from "../store.js";
import { broadcastTo, movingAxes, permute, type View, viewOf, withoutRepeats } from "../view.js";

type Emit = (graph: GraphBuilder, tensors: readonly string[]) => string;

const operation =
  (type: string, attributes: Record<string, number> = {}): Emit =>
  (graph, inputs) =>
    graph.add({ type, inputs, attributes });

const SAME_NAMED = {
  neg: "Neg",
  reciprocal: "Reciprocal",
  exp: "Exp",
  log: "Log",
  sqrt: "Sqrt",
  sin: "Sin",
  cos: "Cos",
  asin: "Asin",
  atan: "Atan",
  erf: "Erf",
  floor: "Floor",
  ceil: "Ceil",
  where: "Where",
  idiv: "Div",
};

// On booleans arithmetic is logic.
const LOGICAL = {
  add: ["Add", "Or"],
  mul: ["Mul", "And"],
  max: ["Max", "Or"],
  min: ["Min", "And"],
} as const;

const COMPARISONS: Record<string, Emit> = {
  less: operation("Less"),
  less_equal: operation("LessOrEqual"),
  equal: operation("Equal"),
  not_equal: (graph, tensors) => operation("Not")(graph, [operation("Equal")(graph, tensors)]),
};

const erfc: Emit = (graph, tensors) =>
  operation("Sub")(graph, [graph.scalar(1, "float32"), operation("Erf")(graph, tensors)]);

/** Primitives that work element by element. */
export const ELEMENTWISE: Translators = {
  ...mapValues(
    SAME_NAMED,
    (type) => (graph: GraphBuilder, equation: Equation) =>
      elementwise(graph, equation, operation(type)),
  ),
  ...mapValues(
    LOGICAL,
    ([numeric, logical]) =>
      (graph: GraphBuilder, equation: Equation) =>
        elementwise(
          graph,
          equation,
          operation(outputOf(equation).dtype === "bool" ? logical : numeric),
        ),
  ),
  mod: (graph, equation: Equation) => elementwise(graph, equation, operation("Mod", { fmod: 1 })),
  erfc: (graph, equation: Equation) => elementwise(graph, equation, erfc),
  compare: (graph, equation: Equation<{ op: string }>) =>
    elementwise(graph, equation, at([COMPARISONS[equation.params.op] as Emit], 0)),
  cast: (graph, equation: Equation) =>
    elementwise(
      graph,
      equation,
      operation("Cast", { to: GraphBuilder.elementType(outputOf(equation).dtype) }),
    ),
  stop_gradient: (_, { inputs }: Equation) => inputs,
};

/**
 * Applies an operation to operands under NumPy's broadcasting. The elements are worked on in the order in which the largest
 * operand stores them: only smaller ones are ever transposed.
 */
function elementwise(graph: GraphBuilder, equation: Equation, emit: Emit): View[] {
  const { shape, dtype } = outputOf(equation);
  const operands = equation.inputs.map((view) => broadcastTo(view, shape));
  const moving = operands.filter((view) => movingAxes(view).length > 0);
  const [first] = moving;
  if (first === undefined) return [onScalars(graph, operands, { shape, dtype, emit })];
  if (moving.every((view) => sameShape(view.strides, first.strides))) {
    const tensors = operands.map((view) =>
      reshapeTensor(graph, view.tensor, view.stored, moving.includes(view) ? first.stored : []),
    );
    return [{ ...first, dtype, tensor: emit(graph, tensors) }];
  }
  return [inOrderOfLargest(graph, operands, { shape, dtype, emit })];
}

interface Work {
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly emit: Emit;
}

function onScalars(
  graph: GraphBuilder,
  operands: readonly View[],
  { shape, dtype, emit }: Work,
): View {
  const tensors = operands.map((view) => reshapeTensor(graph, view.tensor, view.stored, []));
  return broadcastTo(viewOf(emit(graph, tensors), [], dtype), shape);
}

function inOrderOfLargest(
  graph: GraphBuilder,
  operands: readonly View[],
  { shape, dtype, emit }: Work,
): View {
  const largest = operands.reduce((a, b) => (sizeOf(b.stored) > sizeOf(a.stored) ? b : a));
  const order = storedOrder(largest);
  const permuted = operands.map((view) => permute(view, order));
  const tensors = permuted.map((view) => withoutLeadingOnes(graph, view));
  const differs = order.map((_, axis) => permuted.some((view) => view.strides[axis] !== 0));
  const stored = order.map((axis, place) => (differs[place] ? at(shape, axis) : 1));
  const result = broadcastTo(viewOf(emit(graph, tensors), stored, dtype), pick(shape, order));
  return permute(
    result,
    range(order.length).map((axis) => order.indexOf(axis)),
  );
}

/** All axes, those along which the view moves in the order in which it is stored, the others in front or where they were. */
function storedOrder(view: View): number[] {
  const moving = movingAxes(view);
  const byStride = moving.toSorted((a, b) => at(view.strides, b) - at(view.strides, a));
  if (sameShape(moving, byStride)) return range(view.shape.length);
  return [...range(view.shape.length).filter((axis) => !moving.includes(axis)), ...byStride];
}

function withoutLeadingOnes(graph: GraphBuilder, view: View): string {
  const { shape } = withoutRepeats(view);
  const ones = shape.findIndex((length) => length !== 1);
  const short = ones === -1 ? [] : shape.slice(ones);
  const seen: View = {
    ...view,
    shape: view.shape.slice(shape.length - short.length),
    strides: view.strides.slice(shape.length - short.length),
  };
  return storedWithoutRepeats(graph, seen);
}

function outputOf(equation: Equation) {
  return at(equation.outputs, 0);
}

function mapValues<K extends string, V, R>(
  record: Readonly<Record<K, V>>,
  map: (value: V) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries<V>(record).map(([key, value]) => [key, map(value)]));
}
