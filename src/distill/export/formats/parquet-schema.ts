import type { SchemaElement } from "hyparquet";

/** A part of a Parquet schema: an element and everything below it. Nothing is null unless it says so. */
export type SchemaPart = readonly SchemaElement[];

type Presence = "REQUIRED" | "OPTIONAL";

export const text = (name: string, presence: Presence = "REQUIRED"): SchemaPart => [
  { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: presence },
];

export const flag = (name: string): SchemaPart => [
  { name, type: "BOOLEAN", repetition_type: "REQUIRED" },
];

export const integer = (name: string): SchemaPart => [
  { name, type: "INT64", repetition_type: "REQUIRED" },
];

export const struct = (name: string, ...members: readonly SchemaPart[]): SchemaPart => [
  { name, repetition_type: "REQUIRED", num_children: members.length },
  ...members.flat(),
];

/** A struct that may be null. */
export const optionalStruct = (name: string, ...members: readonly SchemaPart[]): SchemaPart => [
  { name, repetition_type: "OPTIONAL", num_children: members.length },
  ...members.flat(),
];

/** The three levels that Parquet's specification asks of a list. */
export const list = (
  name: string,
  element: SchemaPart,
  presence: Presence = "REQUIRED",
): SchemaPart => [
  { name, repetition_type: presence, num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  ...element,
];

/** A whole schema. */
export const schema = (...columns: readonly SchemaPart[]): SchemaPart => [
  { name: "schema", num_children: columns.length },
  ...columns.flat(),
];
