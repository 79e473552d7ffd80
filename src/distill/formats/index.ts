import type { Format, Table } from "./format.js";
import { linear } from "./linear.js";
import { trl } from "./trl.js";

/** Every format, in the order in which they are written. Linear text comes first: the others are compared with it. */
export const FORMATS: readonly Format[] = [linear, trl];

/** What `--format` takes. */
export const FORMAT_NAMES = ["linear", "trl"] as const;
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
