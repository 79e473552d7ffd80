import { z } from "zod";
import { idSchema, numberSchema } from "../fields.js";
import { malformedRow, parseRow, quoteValue, type SourceLocation } from "../parse-row.js";
import { isNothing } from "./is-nothing.js";
import { readFields } from "./read-fields.js";
import type { TableFormat } from "./table-format.js";
import { parseTime, type TimeFormat } from "./time-format.js";

/** Where the parts of an interaction are, as positions of columns. */
export interface ImportedColumns {
  readonly user: number;
  readonly item: number;
  readonly time: number;
  readonly rating: number | undefined;
  readonly title: number | undefined;
}

/** An interaction of a table. */
export interface ImportedInteraction {
  readonly userId: string;
  readonly itemId: string;
  readonly time: number;
  readonly rating: number | undefined;
  /** The title of the item, where the table states it. */
  readonly title: string;
}

/** How to read the interactions of a table. */
export interface InteractionSource {
  readonly file: string;
  readonly format: TableFormat;
  readonly columns: ImportedColumns;
  readonly timeFormat: TimeFormat;
  /** True leaves out rows without a user, an item or a time, instead of rejecting the file. */
  readonly dropIncomplete: boolean;
}

const idsSchema = z.object({ user: idSchema, item: idSchema });
const ratingSchema = z.object({ rating: numberSchema });

/**
 * Reads interactions row by row.
 *
 * @returns The number of rows that were left out.
 * @throws {StarError} `DATASET_MALFORMED` with line, value and remedy.
 */
export async function readImportedInteractions(
  { file, format, columns, timeFormat, dropIncomplete }: InteractionSource,
  onInteraction: (interaction: ImportedInteraction) => void,
): Promise<number> {
  let dropped = 0;
  await readFields(file, format, (fields, location) => {
    const field = (column: number | undefined) => fields[column ?? -1] ?? "";
    const [user, item, time] = [field(columns.user), field(columns.item), field(columns.time)];
    const empty = (["user", "item", "time"] as const).find((role) =>
      isNothing(field(columns[role])),
    );
    if (empty !== undefined) {
      if (!dropIncomplete) throw emptyField(empty, { fields, format, location });
      dropped++;
      return;
    }
    const rating = field(columns.rating);
    onInteraction({
      ...toIds(parseRow(idsSchema, { user, item }, location)),
      time: timeOf(time, timeFormat, location),
      rating: isNothing(rating) ? undefined : parseRow(ratingSchema, { rating }, location).rating,
      title: field(columns.title),
    });
  });
  return dropped;
}

const toIds = ({ user, item }: z.infer<typeof idsSchema>) => ({ userId: user, itemId: item });

function timeOf(text: string, format: TimeFormat, location: SourceLocation): number {
  const time = parseTime(text, format);
  if (time !== undefined) return time;
  const expected = format === "iso" ? "a date with the year first" : `a number of ${format}`;
  throw malformedRow(location, {
    problem: `the time is ${quoteValue(text)}: expected ${expected}, as in the rows before.`,
    remedy: "Correct this row, or state the format of all with --time-format.",
  });
}

function emptyField(
  role: "user" | "item" | "time",
  {
    fields,
    format,
    location,
  }: {
    readonly fields: readonly string[];
    readonly format: TableFormat;
    readonly location: SourceLocation;
  },
) {
  const rows = format.sample.slice(0, 3).map(quoteValue).join(", ");
  return malformedRow(location, {
    problem: `the ${role} is empty: ${quoteValue(fields)}. The first rows: ${rows}`,
    remedy: `Correct this row, choose another column with --${role}-col, or leave out such rows with --drop-incomplete.`,
  });
}
