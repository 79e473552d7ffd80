import { axolotl } from "./axolotl.js";
import type { Encoding, Format, Table, TableEncoding } from "./format.js";
import { linear } from "./linear.js";
import { llamafactory } from "./llamafactory.js";
import { msSwift } from "./ms-swift.js";
import { openai } from "./openai.js";
import { trl } from "./trl.js";
import { verl } from "./verl.js";

/** Every format, in the order in which they are written. Linear text comes first: the others are compared with it. */
export const FORMATS: readonly Format[] = [
  linear,
  trl,
  llamafactory,
  msSwift,
  axolotl,
  verl,
  openai,
];

/** What `--format` takes. */
export const FORMAT_NAMES = [
  "linear",
  "trl",
  "llamafactory",
  "ms-swift",
  "axolotl",
  "verl",
  "openai",
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** The tables of a format, whatever their rows are made of. */
export function listTables({
  examples,
  prompts,
  pairs,
}: Format): Pick<Table<never>, "files" | "encoding">[] {
  return [examples, prompts, pairs].filter((table) => table !== undefined);
}

/** The formats of these names, and linear text. */
export function selectFormats(names: readonly FormatName[]): readonly Format[] {
  return FORMATS.filter(({ name }) => name === linear.name || names.some((one) => one === name));
}

/** A table's encoding where these tools were offered. */
export function encodingOf(encoding: TableEncoding, tools: readonly string[]): Encoding {
  return typeof encoding === "function" ? encoding(tools) : encoding;
}
