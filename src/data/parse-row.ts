import type { z } from "zod";
import { StarError } from "../errors.js";

/** A line of a source file. For a row of several lines, its last line. */
export interface SourceLocation {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What `line` counts. Default "line"; rows in files without lines. */
  readonly unit?: "line" | "row";
}

const MAX_QUOTED_LENGTH = 120;

/**
 * Validates one row of a source file.
 *
 * @throws {StarError} `DATASET_MALFORMED` with the location, the field, its value and the expected type.
 */
export function parseRow<Schema extends z.ZodType>(
  schema: Schema,
  row: unknown,
  location: SourceLocation,
): z.output<Schema> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  throw malformedRow(location, {
    problem: `${path.join(".") || "the row"} is ${quoteValue(valueAt(row, path))}: ${issue?.message}`,
    remedy: "Correct this row in the file.",
    cause: parsed.error,
  });
}

/** The error for an invalid row. Loaders never skip rows, because skipped rows would change the figures unnoticed. */
export function malformedRow(
  { file, line, unit = "line" }: SourceLocation,
  { problem, remedy, cause }: { problem: string; remedy: string; cause?: unknown },
): StarError {
  return new StarError("DATASET_MALFORMED", {
    message: `${file}, ${unit} ${line}: ${problem}`,
    remedy,
    cause,
  });
}

/** A value as JSON for an error message, truncated to 120 characters. */
export function quoteValue(value: unknown): string {
  const text = JSON.stringify(value, printBigInt) ?? "undefined";
  return text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}...` : text;
}

function printBigInt(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}
