import { parseJson } from "../../../json.js";

/** Attributes as a tree: `llm.input_messages.0.message.role` is `llm → input_messages → [0] → message → role`. */
export type Attributes = Readonly<Record<string, unknown>>;

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Nests attributes. Exports have flat names with dots, nested objects, or both. */
export function nestAttributes(attributes: Attributes): Attributes {
  return toObject(leavesOf(attributes, []));
}

function leavesOf(value: unknown, path: readonly string[]): Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, member]) =>
    leavesOf(member, [...path, ...key.split(".")]),
  );
}

function toObject(leaves: readonly Leaf[]): Attributes {
  const groups = new Map<string, Leaf[]>();
  for (const { path, value } of leaves) {
    const [key, ...rest] = path;
    if (key === undefined) continue;
    const group = groups.get(key) ?? [];
    group.push({ path: rest, value });
    groups.set(key, group);
  }
  return Object.fromEntries([...groups].map(([key, group]) => [key, toTree(group)]));
}

/** An object whose names are all numbers becomes a list. */
function toTree(leaves: readonly Leaf[]): unknown {
  const [only] = leaves;
  if (leaves.length === 1 && only?.path.length === 0) return only.value;
  const object = toObject(leaves);
  const entries = Object.entries(object);
  if (!entries.every(([key]) => /^\d+$/.test(key))) return object;
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, member]) => member);
}

/** The value at a dotted path; undefined if absent. */
export function attributeAt(attributes: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => memberOf(value, key), attributes);
}

function memberOf(value: unknown, key: string): unknown {
  const isOwn = typeof value === "object" && value !== null && Object.hasOwn(value, key);
  return isOwn ? Reflect.get(value, key) : undefined;
}

/** The text at a dotted path; undefined for any other value. */
export function textAt(attributes: unknown, path: string): string | undefined {
  const value = attributeAt(attributes, path);
  return typeof value === "string" ? value : undefined;
}

/** The number at a dotted path; undefined for any other value. */
export function numberAt(attributes: unknown, path: string): number | undefined {
  const value = attributeAt(attributes, path);
  return typeof value === "number" ? value : undefined;
}

/** The list at a dotted path; empty for any other value. */
export function listAt(attributes: unknown, path: string): readonly unknown[] {
  const value = attributeAt(attributes, path);
  return Array.isArray(value) ? value : [];
}

/** The parsed value of a text attribute; undefined if it is absent or not valid JSON. */
export function jsonAt(attributes: unknown, path: string): unknown {
  const text = textAt(attributes, path);
  return text === undefined ? undefined : parseJson(text);
}

/** Attributes as a tree, and under their full names with unchanged values. */
export interface SpanAttributes {
  readonly tree: Attributes;
  readonly flat: Attributes;
}

/** Prepares attributes for both ways of reading them. */
export function readableAttributes(flat: Attributes): SpanAttributes {
  return { flat, tree: nestAttributes(flat) };
}

/**
 * The unchanged value of an attribute. In a tree, names with dots inside of a value would become branches, so that structured
 * values, such as the arguments of a tool, are read with this function.
 */
export function valueAt({ flat, tree }: SpanAttributes, path: string): unknown {
  return flat[path] ?? attributeAt(tree, path);
}

/** The value of an attribute whose text is JSON, or that is structured; undefined if it is text that is not JSON. */
export function structureAt(attributes: SpanAttributes, path: string): unknown {
  const value = valueAt(attributes, path);
  return typeof value === "string" ? parseJson(value) : value;
}
