import { z } from "zod";
import { malformed, parseRow, type Place, quoted } from "./malformed.js";
import { readText } from "./read-text.js";

const objectSchema = z.record(z.string(), z.unknown(), { error: "expected a JSON object" });

/**
 * Reads a file of JSON objects, one a line. Blank lines are not rows.
 *
 * @param required - Fields that every object must have.
 * @param onRow - Gets every object in order, with its place.
 * @throws {StarError} `DATASET_MALFORMED` when a line is not a JSON object or lacks a field.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_ENCODING` as {@link readText} does.
 */
export async function readJsonLines(
  { file, required = [] }: { readonly file: string; readonly required?: readonly string[] },
  onRow: (row: Readonly<Record<string, unknown>>, place: Place) => void,
): Promise<void> {
  let line = 0;
  for await (const block of readText(file)) {
    // A block ends with its last line, so nothing but the empty text follows the last newline.
    for (const text of block.replace(/\n$/, "").split("\n")) {
      const place = { file, line: ++line };
      if (text.trim() !== "") onRow(requireFields(parseLine(text, place), required, place), place);
    }
  }
}

function parseLine(text: string, place: Place): Readonly<Record<string, unknown>> {
  try {
    return parseRow(objectSchema, JSON.parse(text), place);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw malformed(place, {
      problem: `${quoted(text)} is not JSON`,
      remedy: "Write one JSON object a line.",
      cause,
    });
  }
}

function requireFields(
  row: Readonly<Record<string, unknown>>,
  required: readonly string[],
  place: Place,
): Readonly<Record<string, unknown>> {
  const missing = required.filter((name) => !Object.hasOwn(row, name));
  if (missing.length === 0) return row;
  throw malformed(place, {
    problem: `the field "${missing.join('", "')}" is missing; the fields found are ${quoted(Object.keys(row))}`,
    remedy: `Give every row the fields ${required.join(", ")}.`,
  });
}
