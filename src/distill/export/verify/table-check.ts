import { existsSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Conversation } from "../../transcript/conversation.js";
import type { Table, TrainerText } from "../formats/format.js";
import { encodingOf } from "../formats/index.js";
import { toChunk, createJoiner } from "../row-file.js";
import { firstDifference, firstMaskDifference } from "./first-difference.js";
import type { Fault } from "./golden.js";
import type { Problem, Problems } from "./problem.js";
import { type ReadRow, readRows } from "./row-reader.js";

/** What a row of a file should be. */
export interface Expected<Source> {
  readonly source: Source;
  readonly id: string;
  readonly texts: readonly TrainerText[];
  readonly offered: Conversation["tools"];
}

/** Holds the rows of one file against what they should be, one after the other. */
export interface TableCheck<Source> {
  next(expected: Expected<Source>): Promise<Problem | undefined>;
  /** Passes a row over, when it is not known what it should be. @returns What the trainer makes of it, where it can. */
  pass(): Promise<readonly TrainerText[] | undefined>;
  /** Looks at what follows the last row, and at every byte that no row accounts for. @returns How many rows there should be. */
  end(): Promise<number>;
  close(): Promise<void>;
}

export interface TableCheckOptions<Source> {
  readonly directory: string;
  /** Relative to the folder. */
  readonly path: string;
  readonly table: Table<Source>;
  /** Names of the tools that were offered for tasks. */
  readonly tools: readonly string[];
  readonly problems: Problems;
}

/** @param options - `path` need not exist: then every row is missing. */
export async function createTableCheck<Source>(
  options: TableCheckOptions<Source>,
): Promise<TableCheck<Source>> {
  const { directory, path, table, tools, problems } = options;
  if (!existsSync(join(directory, path))) return createMissingCheck(path, problems);
  const encoding = encodingOf(table.encoding, tools);
  const rows = readRows(directory, path, encoding);
  const joiner = createJoiner(encoding);
  const bytes = await createByteCheck(join(directory, path));
  let row = 0;
  let isKnown = true;

  const addByte = (byte: number | undefined) => {
    if (byte === undefined || !isKnown || problems.hasByte(path)) return;
    const message = `byte ${byte} of the file is not what star export writes`;
    problems.add({ file: path, row: null, id: null, byte, message });
  };
  return {
    async next(expected) {
      const { value: found } = await rows.next();
      row++;
      const problem = compareRow({ path, row, table, expected, found });
      const chunk = toChunk([table.toRow(expected.source)], encoding);
      const byte = await bytes.feed(joiner.join(chunk));
      if (problem === undefined) addByte(byte);
      return problem?.byte === null ? withByteOfFile(problem, byte) : problem;
    },
    async pass() {
      const { value: found } = await rows.next();
      row++;
      isKnown = false;
      const texts = readAsTrainer(table, found?.value, []);
      return typeof texts === "string" ? undefined : texts;
    },
    async end() {
      const { done } = await rows.next();
      if (done !== true) {
        const message = `row ${row + 1} is not of the export: there should be ${row} rows`;
        problems.add({ file: path, row: row + 1, id: null, byte: null, message });
      }
      addByte(await bytes.feed(joiner.end()));
      addByte(await bytes.end());
      return row;
    },
    async close() {
      await rows.return(undefined);
      await bytes.close();
    },
  };
}

/** A row that cannot be read as a row has no bytes to compare; its file has. */
function withByteOfFile(problem: Problem, byte: number | undefined): Problem {
  if (byte === undefined) return problem;
  const message = `${problem.message}; byte ${byte} of the file is not what star export writes`;
  return { ...problem, byte, message };
}

function createMissingCheck<Source>(path: string, problems: Problems): TableCheck<Source> {
  let wanted = 0;
  return {
    async next({ id }) {
      wanted++;
      return { file: path, row: wanted, id, byte: null, message: "the row is missing" };
    },
    pass: async () => undefined,
    async end() {
      if (wanted > 0 && !problems.has(path)) {
        problems.add({
          file: path,
          row: null,
          id: null,
          byte: null,
          message: "the file is missing",
        });
      }
      return wanted;
    },
    close: async () => {},
  };
}

/** Compares a file with the bytes that should be in it, as they come. */
export interface ByteCheck {
  /** @returns The first byte of the file that differs, once; after that, and while there is none, undefined. */
  feed(expected: Uint8Array): Promise<number | undefined>;
  /** Says whether the file ends here. */
  end(): Promise<number | undefined>;
  close(): Promise<void>;
}

export async function createByteCheck(path: string): Promise<ByteCheck> {
  const file: FileHandle = await open(path, "r");
  let at = 0;
  let hasDiffered = false;
  return {
    async feed(expected) {
      if (hasDiffered) return undefined;
      const found = Buffer.alloc(expected.length);
      const { bytesRead } = await file.read(found, 0, found.length, at);
      const isSame = bytesRead === expected.length && found.equals(expected);
      const place = isSame ? -1 : firstDifferent(expected, found.subarray(0, bytesRead));
      hasDiffered = !isSame;
      at += expected.length;
      return isSame ? undefined : at - expected.length + place;
    },
    async end() {
      const { size } = await file.stat();
      return hasDiffered || size === at ? undefined : at;
    },
    close: () => file.close(),
  };
}

function firstDifferent(expected: Uint8Array, found: Uint8Array): number {
  const place = found.findIndex((byte, index) => byte !== expected[index]);
  return place === -1 ? found.length : place;
}

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
