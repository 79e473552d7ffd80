import { z } from "zod";
import { StarError } from "../errors.js";
import { parseExactJson } from "./parse-exact-json.js";
import { malformedRow, parseRow, quoteValue, type SourceLocation } from "./parse-row.js";
import { readText } from "./read-text.js";

type JsonObject = Readonly<Record<string, unknown>>;

const objectSchema = z.record(z.string(), z.unknown(), { error: "expected a JSON object" });

/**
 * Reads a JSON Lines file of objects. Blank lines are skipped.
 *
 * @param required - Fields that every object must have.
 * @param onRow - Called with every object in order and its location.
 * @throws {StarError} `DATASET_MALFORMED` if a line is not a JSON object or lacks a field.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_ENCODING` from {@link readText}.
 */
export async function readJsonLines(
  { file, required = [] }: { readonly file: string; readonly required?: readonly string[] },
  onRow: (row: JsonObject, location: SourceLocation) => void,
): Promise<void> {
  let line = 0;
  for await (const block of readText(file)) {
    // Without its final newline, so that the block has no empty last line.
    for (const text of block.replace(/\n$/, "").split("\n")) {
      const location = { file, line: ++line };
      if (text.trim() === "") continue;
      const row = parseLine(text, location);
      assertFields(row, required, location);
      onRow(row, location);
    }
  }
}

function parseLine(text: string, location: SourceLocation): JsonObject {
  try {
    return parseRow(objectSchema, parseExactJson(text), location);
  } catch (cause) {
    if (StarError.isInstance(cause)) throw cause;
    throw malformedRow(location, {
      problem: `${quoteValue(text)} is not JSON`,
      remedy: "Write one JSON object per line.",
      cause,
    });
  }
}

function assertFields(
  row: JsonObject,
  required: readonly string[],
  location: SourceLocation,
): void {
  const missing = required.filter((name) => !Object.hasOwn(row, name));
  if (missing.length === 0) return;
  throw malformedRow(location, {
    problem: `the field "${missing.join('", "')}" is missing; the row has ${quoteValue(Object.keys(row))}`,
    remedy: `Write the fields ${required.join(", ")} in every row.`,
  });
}
