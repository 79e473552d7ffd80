import { z } from "zod";
import { StarError } from "../../errors.js";
import { encodeRow } from "../export/row-chunk.js";
import type { Table, TrainerText } from "../formats/format.js";
import { EXPORT_SPLITS, type ExportSplit } from "../formats/records.js";
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
}

const headSchema = z.looseObject({ id: z.string(), split: z.enum(EXPORT_SPLITS) });

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
  let known: Pick<GoldenRow<Source>, "id" | "split" | "texts"> = {
    id: null,
    split: guess,
    texts: undefined,
  };
  try {
    const row: unknown = JSON.parse(line);
    const { id, split } = headSchema.parse(row);
    known = { id, split, texts: table.read(row, []) };
    const source = readSource(row);
    const rewritten = encodeRow(table.toRow(source));
    const fault = findRewriteFault(line, rewritten);
    if (fault === undefined) return { ...known, source, fault };
    return { ...known, texts: table.read(JSON.parse(rewritten), []), source, fault };
  } catch (error) {
    return { ...known, source: undefined, fault: { byte: null, message: reasonOf(error) } };
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

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return `it is no JSON: ${error.message}`;
  if (error instanceof z.ZodError) {
    return `it has another form: ${z.prettifyError(error).replaceAll("\n", " ")}`;
  }
  if (StarError.isInstance(error)) return "its text is none that a conversation renders to";
  throw error;
}
