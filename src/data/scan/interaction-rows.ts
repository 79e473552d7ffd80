import { z } from "zod";
import type { DatasetBuilder } from "../dataset-builder.js";
import { idSchema, numberSchema, secondsSchema } from "../fields.js";
import { parseRow, type SourceLocation } from "../parse-row.js";

/** The columns, or fields of JSON objects, that have the parts of an interaction. */
export interface InteractionNames {
  readonly user: string;
  readonly item: string;
  readonly timestamp: string;
}

/** The least rating of an interaction; rows with a lower one are left out. */
export interface RatingFilter {
  /** Name of the column. */
  readonly column: string;
  readonly least: number;
}

/** What a row adds to the columns of a builder. */
export interface RowCodes {
  readonly user: number;
  readonly item: number;
}

/** Adds rows with fields by name, as text or JSON values, to a builder. */
export interface InteractionRows {
  /**
   * @returns The codes of the row; undefined if its rating is too low.
   * @throws {StarError} `DATASET_MALFORMED` with the location, the field and its value.
   */
  add(row: Readonly<Record<string, unknown>>, location: SourceLocation): RowCodes | undefined;
}

/** Creates the checks that every reader of interactions applies to a row. */
export function createInteractionRows(
  builder: DatasetBuilder,
  {
    user,
    item,
    timestamp,
    rating,
  }: InteractionNames & { readonly rating?: RatingFilter | undefined },
): InteractionRows {
  const schema = z.object({
    [user]: idSchema,
    [item]: idSchema,
    [timestamp]: secondsSchema,
    ...(rating !== undefined && { [rating.column]: numberSchema }),
  });
  return {
    add(row, location) {
      const parsed: Readonly<Record<string, unknown>> = parseRow(schema, row, location);
      if (rating !== undefined && (parsed[rating.column] as number) < rating.least)
        return undefined;
      const [userId, itemId] = [parsed[user] as string, parsed[item] as string];
      builder.addInteraction({ userId, itemId, timestamp: parsed[timestamp] as number }, location);
      const { userIds, itemIds } = builder.columns();
      return { user: userIds.codeOf(userId) as number, item: itemIds.codeOf(itemId) as number };
    },
  };
}
