import { existsSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Conversation } from "../../transcript/conversation.js";
import type { Table, TrainerText } from "../formats/format.js";
import { resolveEncoding } from "../formats/index.js";
import { createFileEncoder, toChunk } from "../row-file.js";
import { firstDifference, firstMaskDifference } from "./first-difference.js";
import type { Problem, ProblemList } from "./problem.js";
import { type ReadRow, readRows } from "./read-rows.js";
import type { Fault } from "./reference-row.js";

/** Compares the rows of one file with the expected records, in order. */
export interface TableCheck<Source> {
  compareNext(expected: ExpectedRow<Source>): Promise<Problem | undefined>;
  /** Skips a row whose record is unknown. @returns The row's texts; undefined if they could not be read. */
  skip(): Promise<readonly TrainerText[] | undefined>;
  /** Checks the end of the file. @returns The number of rows that the file should have. */
  finish(): Promise<number>;
  close(): Promise<void>;
}

interface ExpectedRow<Source> {
  readonly source: Source;
  readonly id: string;
  readonly texts: readonly TrainerText[];
  /** Tools of the environment. */
  readonly offered: Conversation["tools"];
}

interface TableCheckOptions<Source> {
  readonly directory: string;
  /** Relative to the folder. If the file does not exist, all rows are missing. */
  readonly path: string;
  readonly table: Table<Source>;
  /** Names of the tools offered for tasks. */
  readonly tools: readonly string[];
  readonly problems: ProblemList;
}

/** Opens a file of rows and creates its check. */
export async function createTableCheck<Source>(
  options: TableCheckOptions<Source>,
): Promise<TableCheck<Source>> {
  const { directory, path, table, tools, problems } = options;
  if (!existsSync(join(directory, path))) return createMissingFileCheck(path, problems);
  const encoding = resolveEncoding(table.encoding, tools);
  const rows = readRows(directory, path, encoding);
  const encoder = createFileEncoder(encoding);
  const bytes = await createByteCheck(join(directory, path));
  let row = 0;
  let areBytesKnown = true;

  const addByteProblem = (byte: number | undefined) => {
    if (byte === undefined || !areBytesKnown || problems.hasByte(path)) return;
    problems.add({ file: path, row: null, id: null, byte, message: describeByte(byte) });
  };
  return {
    async compareNext(expected) {
      const { value: found } = await rows.next();
      row++;
      const fault = findFault(table, expected, found);
      const chunk = toChunk([table.toRow(expected.source)], encoding);
      const byte = await bytes.compareNext(encoder.encode(chunk));
      if (fault === undefined) {
        addByteProblem(byte);
        return undefined;
      }
      const problem = { file: path, row, id: expected.id, ...fault };
      return problem.byte === null ? addByteOfFile(problem, byte) : problem;
    },
    async skip() {
      const { value: found } = await rows.next();
      row++;
      areBytesKnown = false;
      const texts = readAsTrainer(table, found?.value, []);
      return typeof texts === "string" ? undefined : texts;
    },
    async finish() {
      const { done } = await rows.next();
      if (done !== true) {
        const message = `unexpected row ${row + 1}: expected ${row} rows`;
        problems.add({ file: path, row: row + 1, id: null, byte: null, message });
      }
      addByteProblem(await bytes.compareNext(encoder.finish()));
      addByteProblem(await bytes.finish());
      return row;
    },
    async close() {
      await rows.return(undefined);
      await bytes.close();
    },
  };
}

/**
 * Adds the offset of the first difference in the file to a row without one: a row that cannot be decoded has no texts to compare.
 */
function addByteOfFile(problem: Problem, byte: number | undefined): Problem {
  if (byte === undefined) return problem;
  return { ...problem, byte, message: `${problem.message}; ${describeByte(byte)}` };
}

function describeByte(byte: number): string {
  return `byte ${byte} of the file differs from the output of star export`;
}

function createMissingFileCheck<Source>(path: string, problems: ProblemList): TableCheck<Source> {
  let expectedRows = 0;
  return {
    async compareNext({ id }) {
      expectedRows++;
      return { file: path, row: expectedRows, id, byte: null, message: MISSING_ROW };
    },
    skip: async () => undefined,
    async finish() {
      if (expectedRows > 0 && !problems.has(path)) {
        const message = "the file is missing";
        problems.add({ file: path, row: null, id: null, byte: null, message });
      }
      return expectedRows;
    },
    close: async () => {},
  };
}

/** Compares a file with its expected bytes, part by part. */
interface ByteCheck {
  /** @returns The offset of the first differing byte, once; undefined before and after that. */
  compareNext(expected: Uint8Array): Promise<number | undefined>;
  /** @returns The offset of the first byte after the expected end; undefined if there is none. */
  finish(): Promise<number | undefined>;
  close(): Promise<void>;
}

async function createByteCheck(path: string): Promise<ByteCheck> {
  const file: FileHandle = await open(path, "r");
  let at = 0;
  let hasDiffered = false;
  return {
    async compareNext(expected) {
      if (hasDiffered) return undefined;
      const found = Buffer.alloc(expected.length);
      const { bytesRead } = await file.read(found, 0, found.length, at);
      const isEqual = bytesRead === expected.length && found.equals(expected);
      const index = isEqual ? -1 : firstDifferentByte(expected, found.subarray(0, bytesRead));
      hasDiffered = !isEqual;
      at += expected.length;
      return isEqual ? undefined : at - expected.length + index;
    },
    async finish() {
      const { size } = await file.stat();
      return hasDiffered || size === at ? undefined : at;
    },
    close: () => file.close(),
  };
}

function firstDifferentByte(expected: Uint8Array, found: Uint8Array): number {
  const index = found.findIndex((byte, position) => byte !== expected[position]);
  return index === -1 ? found.length : index;
}

const MISSING_ROW = "the row is missing";

/** Compares text, mask and all other values of a row. `found` is undefined after the last row. */
function findFault<Source>(
  table: Table<Source>,
  expected: ExpectedRow<Source>,
  found: ReadRow | undefined,
): Fault | undefined {
  if (found === undefined) return { byte: null, message: MISSING_ROW };
  if (found.broken !== undefined) return { byte: null, message: found.broken };
  const texts = readAsTrainer(table, found.value, expected.offered);
  const valueFault = findValueFault(table, expected, found.value);
  if (typeof texts === "string") return { byte: valueFault?.byte ?? null, message: texts };
  return findTextFault(expected.texts, texts) ?? valueFault;
}

/** @returns The row's texts, or the reason for which the trainer would reject it. */
function readAsTrainer<Source>(
  table: Table<Source>,
  value: unknown,
  offered: Conversation["tools"],
): readonly TrainerText[] | string {
  try {
    return table.read(value, offered);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return `the trainer would reject the row: ${z.prettifyError(error).replaceAll("\n", " ")}`;
  }
}

const PAIR_PARTS = ["prompt", "chosen", "rejected"];

/** Finds the first difference between the texts or masks of a row. */
export function findTextFault(
  expected: readonly TrainerText[],
  found: readonly TrainerText[],
): Fault | undefined {
  for (const [index, wanted] of expected.entries()) {
    const name = expected.length === 1 ? "text" : PAIR_PARTS[index];
    const actual = found[index];
    const text = firstDifference(wanted.text, actual?.text ?? "");
    if (text !== undefined) {
      const { byte } = text;
      const message = `its ${name} differs from the linear text at byte ${byte}: expected ${text.expected}, found ${text.found}`;
      return { byte, message };
    }
    const mask = firstMaskDifference(wanted, actual?.trained ?? []);
    if (mask !== undefined) {
      const { byte } = mask;
      const message = `the mask of its ${name} differs at byte ${byte}: expected ${mask.expected}, found ${mask.found}`;
      return { byte, message };
    }
  }
  return undefined;
}

/** Compares the whole row, including ids and other values that are not part of a text. */
function findValueFault<Source>(
  table: Table<Source>,
  { source }: ExpectedRow<Source>,
  value: unknown,
): Fault | undefined {
  const difference = firstDifference(printRow(table.toRow(source)), printRow(value));
  if (difference === undefined) return undefined;
  const { byte, expected, found } = difference;
  return { byte, message: `the row differs at byte ${byte}: expected ${expected}, found ${found}` };
}

/** Prints a row as JSON. Parquet yields BigInt and omits null lists; both are normalized. */
function printRow(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === "bigint" ? Number(entry) : (entry ?? null),
  );
}
