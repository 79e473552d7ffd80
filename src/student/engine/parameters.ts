import { StarError } from "../../errors.js";
import { type Random, randomNormal } from "../../random.js";
import { loadOrt, type Tensor } from "./runtime.js";
import { type Shape, sizeOf, sameShape } from "./shape.js";

/** The numbers of one array. */
export interface Weights {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Values in nested objects and lists, as losses take them: `{ embedding, layers: [{ query, key }] }`. */
export type Tree<T> = T | readonly Tree<T>[] | { readonly [name: string]: Tree<T> };

/**
 * All weights of a model in a fixed order, under dotted names such as `layers.0.query`. The optimizer replaces the tensors in
 * place: whoever holds the set sees the current weights.
 */
export interface ParameterSet {
  readonly names: readonly string[];
  readonly shapes: readonly Shape[];
  readonly tensors: readonly Tensor[];
  /** How many numbers there are. */
  readonly count: number;
  /** Puts other tensors in the place of the current ones, which are freed. */
  replace(tensors: readonly Tensor[]): void;
}

/** Flattens nested weights into a set. The numbers are copied. */
export async function createParameters(weights: Tree<Weights>): Promise<ParameterSet> {
  const entries = flattenTree(weights, isWeights);
  return createParameterSet(entries.map(([name, leaf]) => ({ name, ...leaf })));
}

/** A set from a flat list, in its order. The numbers are copied. */
export async function createParameterSet(
  entries: readonly (Weights & { readonly name: string })[],
): Promise<ParameterSet> {
  const { Tensor } = await loadOrt();
  for (const { name, shape, data } of entries) assertFits(name, shape, data);
  return holdTensors(
    entries.map(({ name }) => name),
    entries.map(({ shape, data }) => new Tensor("float32", data.slice(), shape)),
  );
}

/** A set of its own with the same numbers, such as a reference policy that stays while training goes on. */
export function copyParameters(parameters: ParameterSet): Promise<ParameterSet> {
  return createParameterSet(toEntries(parameters));
}

/** The set as a flat list. The numbers are not copied and change no more: a step of the optimizer makes new ones. */
export function toEntries(parameters: ParameterSet): (Weights & { readonly name: string })[] {
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

/** Puts values under dotted names into nested objects; where the names are 0, 1, 2 ... into a list. */
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
        message: `A parameter is called "${[...path, name].join(".")}", with a dot in the name or without one.`,
        remedy: "Give every parameter a name without dots.",
      });
    }
    return flattenTree(child, isLeaf, [...path, name]);
  });
}

function isWeights(tree: Tree<Weights>): tree is Weights {
  return "data" in tree && tree.data instanceof Float32Array;
}

function holdTensors(names: readonly string[], first: readonly Tensor[]): ParameterSet {
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

function misfit(name: string, is: Shape, expected: Shape): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The parameter "${name}" has [${is.join()}] numbers where [${expected.join()}] belong.`,
    remedy: "Pass numbers of the parameter's shape.",
  });
}

/** Normally distributed weights around 0. */
export function normalWeights(shape: Shape, deviation: number, random: Random): Weights {
  const data = Float32Array.from({ length: sizeOf(shape) }, () => randomNormal(random) * deviation);
  return { shape, data };
}

/** The same number everywhere: 1 for gains, 0 for biases. */
export function constantWeights(shape: Shape, value: number): Weights {
  return { shape, data: new Float32Array(sizeOf(shape)).fill(value) };
}
