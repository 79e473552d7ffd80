import { StarError } from "../../errors.js";
import { GraphBuilder, type NamedTensor } from "./graph-builder.js";
import { materialize } from "./materialize.js";
import { DOT_PRODUCT } from "./ops/dot.js";
import { ELEMENTWISE } from "./ops/elementwise.js";
import { GATHER } from "./ops/gather.js";
import { MOVEMENT } from "./ops/movement.js";
import { REDUCE } from "./ops/reduce.js";
import type { JaxArray, TracedAtom, TracedEquation, TracedProgram } from "./packages.js";
import { type OperandType, promote } from "./promotion.js";
import type { Translator, Translators } from "./equation.js";
import { at, type Dtype } from "./shape.js";
import { type View, viewOf } from "./view.js";

type Atom = TracedAtom;

const TRANSLATORS: Translators = {
  ...ELEMENTWISE,
  ...MOVEMENT,
  ...REDUCE,
  ...DOT_PRODUCT,
  ...GATHER,
};

/** Names of the jax-js primitives that have a translation. */
export const PRIMITIVES: readonly string[] = Object.keys(TRANSLATORS);

/**
 * Translates a traced function to an ONNX model, with one or a few operations per primitive. Gradients are part of the traced
 * function.
 *
 * @param names - Names of the inputs and outputs, in order.
 * @throws {StarError} `ENGINE_UNSUPPORTED` for a primitive or element type without a translation.
 */
export function translate(
  { jaxpr, consts }: TracedProgram,
  names: { readonly inputs: readonly string[]; readonly outputs: readonly string[] },
): Uint8Array {
  const { inBinders, eqns, outs } = jaxpr.flatten().simplify();
  const graph = new GraphBuilder();
  const values = new Map<Atom, View>();
  const read = (atom: Atom) => values.get(atom) ?? literal(graph, atom);
  consts.forEach((array, index) => {
    values.set(at(inBinders, index), constantView(graph, array as JaxArray));
  });
  const binders = inBinders.slice(consts.length);
  const inputs = binders.map((binder, index) => named(binder, at(names.inputs, index)));
  binders.forEach((binder, index) => values.set(binder, inputView(at(inputs, index))));
  for (const equation of eqns) {
    const operands = equation.inputs.map((atom) => ({ view: read(atom), type: operandType(atom) }));
    const results = translateEquation(
      graph,
      equation,
      promote(graph, equation.primitive, operands),
    );
    equation.outBinders.forEach((binder, index) => values.set(binder, at(results, index)));
  }
  const outputs = outs.map((atom, index) => ({
    ...named(atom, at(names.outputs, index)),
    from: materialize(graph, read(atom)),
  }));
  return graph.encode({ inputs, outputs });
}

function translateEquation(
  graph: GraphBuilder,
  equation: TracedEquation,
  inputs: readonly View[],
): readonly View[] {
  const name: string = equation.primitive;
  const translator = TRANSLATORS[name];
  if (translator === undefined) throw unsupported(`the primitive "${name}"`);
  const outputs = equation.outBinders.map((binder) => named(binder, ""));
  return (translator as Translator)(graph, { inputs, params: equation.params, outputs });
}

function operandType({ aval }: Atom): OperandType {
  return { dtype: knownDtype(aval.dtype), weak: aval.weakType };
}

function named({ aval }: Atom, name: string): NamedTensor {
  return { name, shape: aval.shape, dtype: knownDtype(aval.dtype) };
}

function inputView({ name, shape, dtype }: NamedTensor): View {
  return viewOf(name, shape, dtype);
}

function literal(graph: GraphBuilder, atom: Atom): View {
  const dtype = knownDtype(atom.aval.dtype);
  if (!("value" in atom)) throw new TypeError(`The atom ${atom.toString()} has no value.`);
  return viewOf(graph.scalar(Number(atom.value), dtype), [], dtype);
}

function constantView(graph: GraphBuilder, array: JaxArray): View {
  const dtype = knownDtype(array.dtype);
  const data = array.ref.dataSync();
  const { shape } = array;
  return viewOf(
    graph.constant(dtype === "bool" ? Uint8Array.from(data) : data, { shape, dtype }),
    shape,
    dtype,
  );
}

function knownDtype(dtype: string): Dtype {
  if (dtype === "float32" || dtype === "int32" || dtype === "uint32" || dtype === "bool")
    return dtype;
  throw unsupported(`the element type "${dtype}"`);
}

function unsupported(feature: string): StarError {
  return new StarError("ENGINE_UNSUPPORTED", {
    message: `A traced function uses ${feature}, which cannot be translated to ONNX.`,
    remedy: "Write the function with other operations.",
  });
}
