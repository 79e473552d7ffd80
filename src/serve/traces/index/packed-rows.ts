import { z } from "zod";
import type { TraceRow } from "./trace-row.js";

/** Where the line of a row is in its file, in bytes. */
export interface LineRange {
  readonly start: number;
  readonly length: number;
}

const NUMBERS = [
  "sample",
  "rank",
  "rounds",
  "steps",
  "calls",
  "inputTokens",
  "outputTokens",
  "duration",
  "errors",
  "repairs",
] as const satisfies readonly (keyof TraceRow)[];
const TEXTS = [
  "dataset",
  "split",
  "graph",
  "models",
  "status",
  "problem",
] as const satisfies readonly (keyof TraceRow)[];
const LISTS = ["agents", "tools", "missing"] as const satisfies readonly (keyof TraceRow)[];

const numbers = z.array(z.number());
const columnsOf = <const Name extends string>(names: readonly Name[]) =>
  z.record(z.enum(names), numbers);

/** Schema of {@link PackedRows}. */
export const packedRowsSchema = z.strictObject({
  starts: numbers,
  lengths: numbers,
  ids: z.array(z.string()),
  users: z.array(z.string()),
  numbers: columnsOf(NUMBERS),
  /** Distinct texts of all text columns, whose values are positions in this list. */
  texts: z.array(z.string()),
  textColumns: columnsOf(TEXTS),
  /** Distinct lists of all list columns. */
  lists: z.array(z.array(z.string())),
  listColumns: columnsOf(LISTS),
});
/** Rows by columns: a tenth of the size of objects, and read in a fraction of the time. */
export type PackedRows = z.infer<typeof packedRowsSchema>;

/** Packs rows and their places. */
export function packRows(rows: readonly TraceRow[], ranges: readonly LineRange[]): PackedRows {
  const texts = createInterner<string>((text) => text);
  const lists = createInterner<readonly string[]>((list) => JSON.stringify(list));
  return {
    starts: ranges.map(({ start }) => start),
    lengths: ranges.map(({ length }) => length),
    ids: rows.map(({ id }) => id),
    users: rows.map(({ user }) => user),
    numbers: toColumns(NUMBERS, (name) => rows.map((row) => row[name])),
    textColumns: toColumns(TEXTS, (name) => rows.map((row) => texts.add(row[name]))),
    listColumns: toColumns(LISTS, (name) => rows.map((row) => lists.add(row[name]))),
    texts: texts.values,
    lists: lists.values.map((list) => [...list]),
  };
}

/** The inverse of {@link packRows}. */
export function unpackRows(packed: PackedRows): { rows: TraceRow[]; ranges: LineRange[] } {
  const { ids, users, numbers: counts, textColumns, listColumns, texts, lists } = packed;
  const rows = ids.map((id, at): TraceRow => {
    const number = (name: (typeof NUMBERS)[number]) => counts[name][at] ?? 0;
    const text = (name: (typeof TEXTS)[number]) => texts[textColumns[name][at] ?? -1] ?? "";
    const list = (name: (typeof LISTS)[number]) => lists[listColumns[name][at] ?? -1] ?? [];
    return {
      id,
      user: users[at] ?? "",
      dataset: text("dataset"),
      split: text("split"),
      graph: text("graph"),
      models: text("models"),
      status: text("status"),
      problem: text("problem"),
      sample: number("sample"),
      rank: number("rank"),
      rounds: number("rounds"),
      steps: number("steps"),
      calls: number("calls"),
      inputTokens: number("inputTokens"),
      outputTokens: number("outputTokens"),
      duration: number("duration"),
      errors: number("errors"),
      repairs: number("repairs"),
      agents: list("agents"),
      tools: list("tools"),
      missing: list("missing"),
    };
  });
  const ranges = packed.starts.map((start, at) => ({ start, length: packed.lengths[at] ?? 0 }));
  return { rows, ranges };
}

function toColumns<Name extends string>(
  names: readonly Name[],
  columnOf: (name: Name) => number[],
): Record<Name, number[]> {
  const columns = names.map((name) => [name, columnOf(name)] as const);
  // Object.fromEntries forgets the names.
  return Object.fromEntries(columns) as Record<Name, number[]>;
}

function createInterner<Value>(keyOf: (value: Value) => string) {
  const positions = new Map<string, number>();
  const values: Value[] = [];
  return {
    values,
    add(value: Value): number {
      const key = keyOf(value);
      const known = positions.get(key);
      if (known !== undefined) return known;
      positions.set(key, values.length);
      return values.push(value) - 1;
    },
  };
}
