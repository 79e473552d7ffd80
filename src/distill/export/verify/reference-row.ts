import { z } from "zod";
import { StarError } from "../../../errors.js";
import type { Table, TrainerText } from "../formats/format.js";
import { EXPORT_SPLITS, type ExportSplit } from "../formats/records.js";
import { encodeRow } from "../row-file.js";
import { firstDifference } from "./first-difference.js";

/** An error in a row. */
export interface Fault {
  /** Offset in the row or in one of its texts; null where no bytes were compared. */
  readonly byte: number | null;
  readonly message: string;
}

/** A row of linear text, the reference for the rows of trainers. Fields that could not be read are null or undefined. */
export interface ReferenceRow<Source> {
  readonly id: string | null;
  readonly split: ExportSplit;
  /** The expected texts of the row's record. */
  readonly texts: readonly TrainerText[] | undefined;
  readonly source: Source | undefined;
  readonly fault: Fault | undefined;
  /** True if the row's own hash is correct. If not, trainers' rows that differ from it are not reported as changed. */
  readonly isHashValid: boolean;
}

const headSchema = z.looseObject({
  id: z.string(),
  split: z.enum(EXPORT_SPLITS),
  sha256: z.string(),
});

/**
 * Reads a line of linear text and writes it again from the result. This detects text that no conversation renders to, spans that do
 * not fit the text, and unknown keys.
 */
export function readReferenceRow<Source>(
  line: string,
  table: Table<Source>,
  readSource: (row: unknown) => Source,
): ReferenceRow<Source> {
  // An invalid line may still contain its split.
  const split = line.includes('"split":"validation"') ? "validation" : "train";
  const unread = { id: null, split, texts: undefined, source: undefined } as const;
  let known: Omit<ReferenceRow<Source>, "fault" | "isHashValid"> = unread;
  try {
    const row: unknown = JSON.parse(line);
    const head = headSchema.parse(row);
    known = { ...unread, id: head.id, split: head.split, texts: table.read(row, []) };
    const source = readSource(row);
    const rewritten = table.toRow(source);
    const fault = findRewriteFault(line, encodeRow(rewritten));
    const isHashValid = headSchema.parse(rewritten).sha256 === head.sha256;
    const texts = isHashValid ? table.read(rewritten, []) : known.texts;
    return { ...known, texts, source, fault, isHashValid };
  } catch (error) {
    return { ...known, fault: toFault(error, line), isHashValid: false };
  }
}

function findRewriteFault(line: string, rewritten: string): Fault | undefined {
  const difference = firstDifference(rewritten, line);
  if (difference === undefined) return undefined;
  const { byte, expected, found } = difference;
  const message = `the row is inconsistent with its own text at byte ${byte}: expected ${expected}, found ${found}`;
  return { byte, message };
}

function toFault(error: unknown, line: string): Fault {
  if (error instanceof SyntaxError) {
    return { byte: syntaxErrorByte(error, line), message: `invalid JSON: ${error.message}` };
  }
  if (error instanceof z.ZodError) {
    const reason = z.prettifyError(error).replaceAll("\n", " ");
    return { byte: unknownKeyByte(error, line), message: `invalid row: ${reason}` };
  }
  if (StarError.isInstance(error)) {
    return { byte: null, message: "no conversation renders to its text" };
  }
  throw error;
}

/** Offset of the first unknown key; null if there is none. */
function unknownKeyByte({ issues }: z.ZodError, text: string): number | null {
  const keys = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  const positions = keys.map((key) => text.indexOf(`${JSON.stringify(key)}:`));
  const first = Math.min(...positions.filter((position) => position !== -1));
  return Number.isFinite(first) ? Buffer.byteLength(text.slice(0, first)) : null;
}

/** Number of characters before the unexpected token in V8's excerpt, if the excerpt starts with dots. */
const QUOTED_BEFORE = 10;

/** Offset of a JSON syntax error. V8's message contains its position or an excerpt around it. */
function syntaxErrorByte({ message }: SyntaxError, text: string): number | null {
  const byteOf = (index: number) => Buffer.byteLength(text.slice(0, index));
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return byteOf(Number(position));
  const [, token, dots, excerpt = ""] =
    /^Unexpected token '(.+?)', (\.\.\.)?"(.*?)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ??
    [];
  if (token === undefined) return null;
  const offset = dots === undefined ? excerpt.indexOf(token) : QUOTED_BEFORE;
  return byteOf(text.indexOf(excerpt) + offset);
}
