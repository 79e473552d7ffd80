import type { z } from "zod";
import { StarError } from "../errors.js";

/** Where in a source something stands. For a row that spans lines it is the line on which the row ends. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

const LONGEST_QUOTE = 120;

/** A value as an error message shows it: in quotes, cut when long. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text;
}

/** The error for a row that cannot be read. Rows are never skipped: a figure must not depend on what was lost on the way. */
export function malformed(
  { file, line }: Place,
  { problem, remedy, cause }: { problem: string; remedy: string; cause?: unknown },
): StarError {
  return new StarError("DATASET_MALFORMED", {
    message: `${file}, line ${line}: ${problem}.`,
    remedy,
    cause,
  });
}

/**
 * Checks one row at the border; inside, its type is trusted.
 *
 * @throws {StarError} `DATASET_MALFORMED` naming the place, the field, its value and what was expected.
 */
export function parseRow<Schema extends z.ZodType>(
  schema: Schema,
  row: unknown,
  place: Place,
): z.output<Schema> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  throw malformed(place, {
    problem: `${path.join(".") || "the row"} is ${quoted(valueAt(row, path))}: ${issue?.message}`,
    remedy: "Correct this row in the file.",
    cause: parsed.error,
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}
