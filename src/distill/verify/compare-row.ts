import { z } from "zod";
import type { Table, TrainerText } from "../formats/format.js";
import type { Conversation } from "../linear/conversation.js";
import { firstDifference, firstMaskDifference } from "./first-difference.js";
import type { ReadRow } from "./row-reader.js";
import type { Fault } from "./golden.js";
import type { Problem } from "./problem.js";
import type { Expected } from "./table-check.js";

interface Comparison<Source> {
  readonly path: string;
  /** From 1. */
  readonly row: number;
  readonly table: Table<Source>;
  readonly expected: Expected<Source>;
  /** Undefined after the last row. */
  readonly found: ReadRow | undefined;
}

/** Does with a row what its trainer does, and holds text, mask and everything else in it against what it should be. */
export function compareRow<Source>(comparison: Comparison<Source>): Problem | undefined {
  const { path, row, expected } = comparison;
  const fault = findFault(comparison);
  return fault && { file: path, row, id: expected.id, ...fault };
}

function findFault<Source>({ table, expected, found }: Comparison<Source>): Fault | undefined {
  if (found === undefined) return { byte: null, message: "the row is missing" };
  if (found.broken !== undefined) return { byte: null, message: found.broken };
  const read = readAsTrainer(table, found.value, expected.offered);
  const difference = findRowFault(table, expected, found.value);
  if (typeof read === "string") return { byte: difference?.byte ?? null, message: read };
  return findTextFault(expected.texts, read) ?? difference;
}

/** @returns The texts; or why the trainer would not take the row. */
export function readAsTrainer<Source>(
  table: Table<Source>,
  value: unknown,
  offered: Conversation["tools"],
): readonly TrainerText[] | string {
  try {
    return table.read(value, offered);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return `the trainer expects another form: ${z.prettifyError(error).replaceAll("\n", " ")}`;
  }
}

const PARTS = ["prompt", "chosen", "rejected"];

export function findTextFault(
  expected: readonly TrainerText[],
  found: readonly TrainerText[],
): Fault | undefined {
  for (const [place, wanted] of expected.entries()) {
    const text = expected.length === 1 ? "its text" : `its ${PARTS[place]}`;
    const had = found[place];
    const difference = firstDifference(wanted.text, had?.text ?? "");
    if (difference !== undefined) {
      const { byte } = difference;
      return {
        byte,
        message: `${text} differs from the linear text at byte ${byte}: expected ${difference.expected}, found ${difference.found}`,
      };
    }
    const mask = firstMaskDifference(wanted, had?.trained ?? []);
    if (mask !== undefined) {
      return {
        byte: mask.byte,
        message: `the mask of ${text} differs at byte ${mask.byte}: expected ${mask.expected}, found ${mask.found}`,
      };
    }
  }
  return undefined;
}

/** Ids, keys and whatever else no text shows. */
function findRowFault<Source>(
  table: Table<Source>,
  { source }: Expected<Source>,
  value: unknown,
): Fault | undefined {
  const difference = firstDifference(printRow(table.toRow(source)), printRow(value));
  if (difference === undefined) return undefined;
  const { byte, expected, found } = difference;
  return { byte, message: `the row differs at byte ${byte}: expected ${expected}, found ${found}` };
}

/** Parquet knows whole numbers that JSON has no word for, and tells null lists by leaving them out. */
function printRow(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === "bigint" ? Number(entry) : (entry ?? null),
  );
}
