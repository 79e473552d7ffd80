import { StarError } from "../../errors.js";
import { type Random, randomNormal } from "../../random.js";
import { loadOrt, type Tensor } from "./runtime.js";
import { type Shape, sizeOf, sameShape } from "./shape.js";

/** One array of weights. */
export interface Weights {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** An array of weights with its name. */
export interface NamedWeights extends Weights {
  readonly name: string;
}

/** Values in nested objects and lists: `{ embedding, layers: [{ query, key }] }`. */
export type Tree<T> = T | readonly Tree<T>[] | { readonly [name: string]: Tree<T> };

/**
 * All weights of a model in a fixed order, with dotted names such as `layers.0.query`. The optimizer replaces the tensors in the
 * set, so that every holder of the set sees the current weights.
 */
export interface ParameterSet {
  readonly names: readonly string[];
  readonly shapes: readonly Shape[];
  readonly tensors: readonly Tensor[];
  /** Total number of weights. */
  readonly count: number;
  /** Replaces all tensors and releases the previous ones. */
  replace(tensors: readonly Tensor[]): void;
}

/** Creates a set from nested weights. The data is copied. */
export async function createParameters(weights: Tree<Weights>): Promise<ParameterSet> {
  const entries = flattenTree(weights, isWeights);
  return createParameterSet(entries.map(([name, leaf]) => ({ name, ...leaf })));
}

/** Creates a set from a list, in its order. The data is copied. */
export async function createParameterSet(entries: readonly NamedWeights[]): Promise<ParameterSet> {
  const { Tensor } = await loadOrt();
  for (const { name, shape, data } of entries) assertFits(name, shape, data);
  return toParameterSet(
    entries.map(({ name }) => name),
    entries.map(({ shape, data }) => new Tensor("float32", data.slice(), shape)),
  );
}

/** An independent copy, such as a reference policy that stays fixed during training. */
export function copyParameters(parameters: ParameterSet): Promise<ParameterSet> {
  return createParameterSet(toEntries(parameters));
}

/** The set as a list. The data is not copied; it stays valid, since the optimizer replaces tensors and does not modify them. */
export function toEntries(parameters: ParameterSet): NamedWeights[] {
  return parameters.tensors.map((tensor, index) => ({
    name: parameters.names[index] ?? "",
    shape: tensor.dims,
    data: tensor.data as Float32Array,
  }));
}

/** The set as nested weights. */
export function toTree(parameters: ParameterSet): Tree<Weights> {
  const leaves = toEntries(parameters).map(({ shape, data }) => ({ shape, data }));
  return nest(parameters.names, leaves);
}

/** Nests values by their dotted names. Names that count 0, 1, 2, ... make a list, others an object. */
export function nest<T>(names: readonly string[], values: readonly T[]): Tree<T> {
  if (names.length === 1 && names[0] === "") return values[0] as T;
  const groups = new Map<string, { names: string[]; values: T[] }>();
  names.forEach((name, index) => {
    const [head = "", ...rest] = name.split(".");
    const group = groups.get(head) ?? { names: [], values: [] };
    group.names.push(rest.join("."));
    group.values.push(values[index] as T);
    groups.set(head, group);
  });
  const children = [...groups].map(
    ([head, group]) => [head, nest(group.names, group.values)] as const,
  );
  const isList = children.every(([head], index) => head === String(index));
  return isList ? children.map(([, child]) => child) : Object.fromEntries(children);
}

function flattenTree<T>(
  tree: Tree<T>,
  isLeaf: (tree: Tree<T>) => tree is T,
  path: readonly string[] = [],
): [string, T][] {
  if (isLeaf(tree)) return [[path.join("."), tree]];
  return Object.entries(tree as Record<string, Tree<T>>).flatMap(([name, child]) => {
    if (name === "" || name.includes(".")) {
      throw new StarError("INVALID_ARGUMENT", {
        message: `The parameter name "${[...path, name].join(".")}" has an empty part or a part with a dot.`,
        remedy: "Use non-empty names without dots.",
      });
    }
    return flattenTree(child, isLeaf, [...path, name]);
  });
}

function isWeights(tree: Tree<Weights>): tree is Weights {
  return "data" in tree && tree.data instanceof Float32Array;
}

function toParameterSet(names: readonly string[], first: readonly Tensor[]): ParameterSet {
  let current = first;
  const shapes = first.map((tensor) => tensor.dims);
  return {
    names,
    shapes,
    count: shapes.reduce((sum, shape) => sum + sizeOf(shape), 0),
    get tensors() {
      return current;
    },
    replace(tensors) {
      tensors.forEach((tensor, index) => {
        const shape = shapes[index] ?? [];
        if (!sameShape(tensor.dims, shape)) throw misfit(names[index] ?? "", tensor.dims, shape);
      });
      for (const tensor of current) tensor.dispose();
      current = tensors;
    },
  };
}

function assertFits(name: string, shape: Shape, data: Float32Array): void {
  if (sizeOf(shape) !== data.length) throw misfit(name, [data.length], shape);
}

function misfit(name: string, found: Shape, expected: Shape): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The parameter "${name}" has the shape [${found.join()}]; expected [${expected.join()}].`,
    remedy: "Pass data of the parameter's shape.",
  });
}

/** Normally distributed weights with mean 0. */
export function normalWeights(shape: Shape, deviation: number, random: Random): Weights {
  const data = Float32Array.from({ length: sizeOf(shape) }, () => randomNormal(random) * deviation);
  return { shape, data };
}

/** Constant weights, such as 1 for gains or 0 for biases. */
export function constantWeights(shape: Shape, value: number): Weights {
  return { shape, data: new Float32Array(sizeOf(shape)).fill(value) };
}
