import { z } from "zod";
import { idSchema, numberSchema } from "../../data/fields.js";
import { malformedRow, parseRow, quoteValue, type SourceLocation } from "../../data/parse-row.js";
import { readTableRows } from "../../data/read-table-rows.js";
import type { ItemId } from "../../types.js";

/** The columns of a file of rankings that are read. */
export interface RankColumns {
  /** What a list is for: a task, or a user. With both columns, the task. */
  readonly key: "task_id" | "user_id";
  /** What orders a list. With both columns, the rank. */
  readonly order: "rank" | "score";
}

/** One row of a file of rankings. */
export interface RankRow {
  readonly key: string;
  readonly itemId: ItemId;
  /** Higher is better: the score, or the negated rank. */
  readonly strength: number;
}

/**
 * Reads a file of rankings: rows with `task_id` or `user_id`, `item_id`, and `rank` (lower is better) or `score` (higher is better).
 *
 * @param onRow - Called with every row in order, the columns of the file, and its location.
 * @returns The columns; undefined for a file without rows.
 * @throws {StarError} `DATASET_MALFORMED` for a missing column, an ID or a number that is none.
 * @throws {StarError} `INVALID_ARGUMENT`, `DATASET_NOT_FOUND`, `DATASET_ENCODING` from {@link readTableRows}.
 */
export async function readRankRows(
  file: string,
  onRow: (row: RankRow, columns: RankColumns, location: SourceLocation) => void,
): Promise<RankColumns | undefined> {
  let format: RankFormat | undefined;
  const optional = ["task_id", "user_id", "rank", "score"];
  await readTableRows({ file, required: ["item_id"], optional }, (row, location) => {
    format ??= createFormat(findColumns(row, location));
    const { key, order } = format.columns;
    const fields = parseRow(format.schema, row, location) as Readonly<Record<string, unknown>>;
    const value = fields[order] as number;
    const parsed: RankRow = {
      key: fields[key] as string,
      itemId: fields["item_id"] as string,
      strength: order === "rank" ? -value : value,
    };
    onRow(parsed, format.columns, location);
  });
  return format?.columns;
}

interface RankFormat {
  readonly columns: RankColumns;
  readonly schema: z.ZodType;
}

function createFormat(columns: RankColumns): RankFormat {
  const { key, order } = columns;
  return {
    columns,
    schema: z.object({ item_id: idSchema, [key]: idSchema, [order]: numberSchema }),
  };
}

function findColumns(
  row: Readonly<Record<string, unknown>>,
  location: SourceLocation,
): RankColumns {
  const has = (name: string) => row[name] !== undefined;
  const key = (["task_id", "user_id"] as const).find(has);
  const order = (["rank", "score"] as const).find(has);
  if (key !== undefined && order !== undefined) return { key, order };
  const missing = key === undefined ? ["task_id", "user_id"] : ["rank", "score"];
  throw malformedRow(location, {
    problem: `neither "${missing.join('" nor "')}" is a column; the row has ${quoteValue(Object.keys(row))}`,
    remedy: "Write the columns task_id or user_id, item_id, and rank or score.",
  });
}
