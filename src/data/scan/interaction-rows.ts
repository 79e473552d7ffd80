import { z } from "zod";
import { TOO_LARGE_FOR_SECONDS } from "../../text/day.js";
import type { InteractionSink } from "../dataset-builder.js";
import { idSchema, numberSchema, secondsSchema } from "../fields.js";
import { parseRow, type SourceLocation } from "../parse-row.js";

const PLAIN = /^\d{1,15}(?:\.\d*)?$/;

/** The columns, or fields of JSON objects, that have the parts of an interaction. */
export interface InteractionNames {
  readonly user: string;
  readonly item: string;
  /** Default: rows are in order of time, and a timestamp is the number of rows before. */
  readonly timestamp?: string;
}

/** The least rating of an interaction; rows with a lower one are left out. */
export interface RatingFilter {
  /** Name of the column. */
  readonly column: string;
  readonly least: number;
}

/** The codes of a row. */
export interface RowCodes {
  readonly user: number;
  readonly item: number;
}

/** A row of a source by name: texts, or values of JSON or Parquet. */
type Row = Readonly<Record<string, unknown>>;

/** Adds rows to a sink. */
export interface InteractionRows {
  /**
   * @returns The codes of the row; undefined if its rating is too low.
   * @throws {StarError} `DATASET_MALFORMED` with the location, the field and its value.
   */
  add(row: Row, location: SourceLocation): RowCodes | undefined;
}

/** Creates the checks that every reader of interactions applies to a row. */
export function createInteractionRows(
  sink: InteractionSink,
  names: InteractionNames & { readonly rating?: RatingFilter | undefined },
): InteractionRows {
  const { user, item, timestamp, rating } = names;
  const schema = createSchema(names);
  // Codes by the value in the source: each value is checked once. `7` and `"7"` are two values of one ID.
  const users = new Map<unknown, number>();
  const items = new Map<unknown, number>();
  const checkAndAdd = (row: Row, location: SourceLocation): RowCodes | undefined => {
    const parsed: Row = parseRow(schema, row, location);
    if (rating !== undefined && (parsed[rating.column] as number) < rating.least) return undefined;
    const [userId, itemId] = [parsed[user] as string, parsed[item] as string];
    const time = timestamp === undefined ? sink.columns().length : parsed[timestamp];
    sink.addInteraction({ userId, itemId, timestamp: time as number }, location);
    const { userIds, itemIds } = sink.columns();
    const codes = {
      user: userIds.codeOf(userId) as number,
      item: itemIds.codeOf(itemId) as number,
    };
    users.set(row[user], codes.user);
    items.set(row[item], codes.item);
    return codes;
  };
  return {
    add(row, location) {
      const codes = { user: users.get(row[user]), item: items.get(row[item]) };
      const time = timestamp === undefined ? sink.columns().length : toPlainNumber(row[timestamp]);
      const value = rating === undefined ? 0 : toPlainNumber(row[rating.column]);
      const isPlain = Math.abs(time) < TOO_LARGE_FOR_SECONDS && !Number.isNaN(value);
      if (codes.user === undefined || codes.item === undefined || !isPlain) {
        return checkAndAdd(row, location);
      }
      if (rating !== undefined && value < rating.least) return undefined;
      sink.columns().add(codes.user, codes.item, time);
      return { user: codes.user, item: codes.item };
    },
  };
}

function createSchema({
  user,
  item,
  timestamp,
  rating,
}: InteractionNames & { readonly rating?: RatingFilter | undefined }) {
  return z.object({
    [user]: idSchema,
    [item]: idSchema,
    ...(timestamp !== undefined && { [timestamp]: secondsSchema }),
    ...(rating !== undefined && { [rating.column]: numberSchema }),
  });
}

/** The number that `numberSchema` makes of a value in a frequent form; NaN for any other value. */
function toPlainNumber(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" && PLAIN.test(value) ? Number(value) : Number.NaN;
}
