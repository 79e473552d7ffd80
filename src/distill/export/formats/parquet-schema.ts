import type { SchemaElement } from "hyparquet";

/** A part of a Parquet schema: an element and its descendants. Elements are required unless stated otherwise. */
type SchemaPart = readonly SchemaElement[];

type Presence = "REQUIRED" | "OPTIONAL";

/** A UTF-8 string. */
export const text = (name: string, presence: Presence = "REQUIRED"): SchemaPart => [
  { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: presence },
];

/** A boolean. */
export const flag = (name: string): SchemaPart => [
  { name, type: "BOOLEAN", repetition_type: "REQUIRED" },
];

/** A 64-bit integer. */
export const integer = (name: string): SchemaPart => [
  { name, type: "INT64", repetition_type: "REQUIRED" },
];

/** A struct. */
export const struct = (name: string, ...members: readonly SchemaPart[]): SchemaPart => [
  { name, repetition_type: "REQUIRED", num_children: members.length },
  ...members.flat(),
];

/** A nullable struct. */
export const optionalStruct = (name: string, ...members: readonly SchemaPart[]): SchemaPart => [
  { name, repetition_type: "OPTIONAL", num_children: members.length },
  ...members.flat(),
];

/** A list in the three-level form that the Parquet specification requires. */
export const list = (
  name: string,
  element: SchemaPart,
  presence: Presence = "REQUIRED",
): SchemaPart => [
  { name, repetition_type: presence, num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  ...element,
];

/** A complete schema. */
export const schema = (...columns: readonly SchemaPart[]): SchemaPart => [
  { name: "schema", num_children: columns.length },
  ...columns.flat(),
];
