import { StarError } from "../../errors.js";
import type { Translator, Translators } from "./equation.js";
import { GraphBuilder, type Named } from "./graph-builder.js";
import { DOT } from "./ops/dot.js";
import { ELEMENTWISE } from "./ops/elementwise.js";
import { GATHER } from "./ops/gather.js";
import { MOVEMENT } from "./ops/movement.js";
import { REDUCE } from "./ops/reduce.js";
import { type OperandType, promote } from "./promotion.js";
import type { Jax, JaxArray, Onnx } from "./runtime.js";
import { at, type Dtype } from "./shape.js";
import { stored } from "./store.js";
import { type View, viewOf } from "./view.js";

/** A function as jax-js wrote it down. */
export type TracedProgram = ReturnType<ReturnType<Jax["makeJaxpr"]>>["jaxpr"];
type Atom = TracedProgram["jaxpr"]["outs"][number];
type Step = TracedProgram["jaxpr"]["eqns"][number];

const TRANSLATORS: Translators = { ...ELEMENTWISE, ...MOVEMENT, ...REDUCE, ...DOT, ...GATHER };

/** The primitives of jax-js that can be translated. */
export const PRIMITIVES: readonly string[] = Object.keys(TRANSLATORS);

/**
 * Translates a traced function into an ONNX model, one or a few operations for each primitive. Derivatives are already part of
 * the program: jax-js wrote them.
 *
 * @param names - What the inputs and outputs are to be called, in order.
 * @throws {StarError} `ENGINE_UNSUPPORTED` for a primitive or an element type that the translation does not know.
 */
export function translate(
  onnx: Onnx,
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
  for (const step of eqns) {
    const operands = step.inputs.map((atom) => ({ view: read(atom), type: operandType(atom) }));
    const results = translateStep(graph, step, promote(graph, step.primitive, operands));
    step.outBinders.forEach((binder, index) => values.set(binder, at(results, index)));
  }
  const outputs = outs.map((atom, index) => ({
    ...named(atom, at(names.outputs, index)),
    from: stored(graph, read(atom)),
  }));
  return graph.encode(onnx, { inputs, outputs });
}

function translateStep(graph: GraphBuilder, step: Step, inputs: readonly View[]): readonly View[] {
  const name: string = step.primitive;
  const translator = TRANSLATORS[name];
  if (translator === undefined) throw unsupported(`the primitive "${name}"`);
  const outputs = step.outBinders.map((binder) => named(binder, ""));
  return (translator as Translator)(graph, { inputs, params: step.params, outputs });
}

function operandType({ aval }: Atom): OperandType {
  return { dtype: knownDtype(aval.dtype), weak: aval.weakType };
}

function named({ aval }: Atom, name: string): Named {
  return { name, shape: aval.shape, dtype: knownDtype(aval.dtype) };
}

function inputView({ name, shape, dtype }: Named): View {
  return viewOf(name, shape, dtype);
}

function literal(graph: GraphBuilder, atom: Atom): View {
  const dtype = knownDtype(atom.aval.dtype);
  if (!("value" in atom)) throw new TypeError(`No value stands for ${atom.toString()}.`);
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

function unsupported(what: string): StarError {
  return new StarError("ENGINE_UNSUPPORTED", {
    message: `A traced function uses ${what}, which cannot be translated to ONNX.`,
    remedy: "Write the function with other operations.",
  });
}
