import { z } from "zod";
import { StarError } from "../../../errors.js";
import type { Table, TrainerText } from "../formats/format.js";
import { EXPORT_SPLITS, type ExportSplit } from "../formats/records.js";
import { encodeRow } from "../row-file.js";
import { firstDifference } from "./first-difference.js";

/** What is wrong with a row. */
export interface Fault {
  readonly byte: number | null;
  readonly message: string;
}

/** A row of linear text, as far as it can be read. */
export interface GoldenRow<Source> {
  readonly id: string | null;
  readonly split: ExportSplit;
  /** Where the row is not what its text says: what it should be. */
  readonly texts: readonly TrainerText[] | undefined;
  readonly source: Source | undefined;
  readonly fault: Fault | undefined;
  /** Whether its own hash fits: if not, it is the linear text that was changed, and not what differs from it. */
  readonly isSealed: boolean;
}

const headSchema = z.looseObject({
  id: z.string(),
  split: z.enum(EXPORT_SPLITS),
  sha256: z.string(),
});

/**
 * Reads a line of linear text, and writes it again from what was read: text that no conversation renders to, a mask that is
 * not that of the text, a key that does not belong there all show.
 */
export function readGolden<Source>(
  line: string,
  table: Table<Source>,
  readSource: (row: unknown) => Source,
): GoldenRow<Source> {
  // What cannot be read may still say on which side it is.
  const guess = line.includes('"split":"validation"') ? "validation" : "train";
  const nothing = { id: null, split: guess, texts: undefined, source: undefined } as const;
  let known: Omit<GoldenRow<Source>, "fault" | "isSealed"> = nothing;
  try {
    const row: unknown = JSON.parse(line);
    const { id, split, sha256 } = headSchema.parse(row);
    known = { ...nothing, id, split, texts: table.read(row, []) };
    const source = readSource(row);
    const rewritten = table.toRow(source);
    const fault = findRewriteFault(line, encodeRow(rewritten));
    const isSealed = headSchema.parse(rewritten).sha256 === sha256;
    const texts = isSealed ? table.read(rewritten, []) : known.texts;
    return { ...known, texts, source, fault, isSealed };
  } catch (error) {
    return { ...known, fault: faultOf(error, line), isSealed: false };
  }
}

function findRewriteFault(line: string, rewritten: string): Fault | undefined {
  const difference = firstDifference(rewritten, line);
  if (difference === undefined) return undefined;
  const { byte, expected, found } = difference;
  return {
    byte,
    message: `the row differs at byte ${byte} from what its own text says: expected ${expected}, found ${found}`,
  };
}

function faultOf(error: unknown, line: string): Fault {
  if (error instanceof SyntaxError) {
    return { byte: syntaxErrorByte(error, line), message: `it is no JSON: ${error.message}` };
  }
  if (error instanceof z.ZodError) {
    const reason = z.prettifyError(error).replaceAll("\n", " ");
    return { byte: strangeKeyByte(error, line), message: `it has another form: ${reason}` };
  }
  if (StarError.isInstance(error)) {
    return { byte: null, message: "its text is none that a conversation renders to" };
  }
  throw error;
}

/** Where the first key stands that does not belong there. */
function strangeKeyByte({ issues }: z.ZodError, text: string): number | null {
  const keys = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  const places = keys.map((key) => text.indexOf(`${JSON.stringify(key)}:`));
  const first = Math.min(...places.filter((place) => place !== -1));
  return Number.isFinite(first) ? Buffer.byteLength(text.slice(0, first)) : null;
}

/** What the reader of JSON shows before the character that it did not expect, when it shows no more than that. */
const SHOWN_BEFORE = 10;

/** Where JSON ends to be JSON: its reader tells the position, or shows what stands around it. */
function syntaxErrorByte({ message }: SyntaxError, text: string): number | null {
  const position = /position (\d+)/.exec(message)?.[1];
  const [, token = "", dots, around = ""] =
    /^Unexpected token '(.+?)', (\.\.\.)?"(.*?)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ??
    [];
  const before = dots === undefined ? around.indexOf(token) : SHOWN_BEFORE;
  const place = position === undefined ? text.indexOf(around) + before : Number(position);
  return position === undefined && token === "" ? null : Buffer.byteLength(text.slice(0, place));
}
