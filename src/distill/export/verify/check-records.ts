import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { decodeLine, readByteLines } from "../../../files.js";
import type { Conversation } from "../../transcript/conversation.js";
import type { Table, TrainerText } from "../formats/format.js";
import { EXPORT_SPLITS, type ExportSplit } from "../formats/records.js";
import { type Fault, type GoldenRow, readGolden } from "./golden.js";
import type { Problems } from "./problem.js";
import { findTextFault, createTableCheck, type TableCheck } from "./table-check.js";

/** Records of one kind: their linear text, and the tables of trainers that were made of the same records. */
export interface RecordCheck<Source> {
  readonly directory: string;
  readonly golden: Table<Source>;
  readonly readSource: (row: unknown) => Source;
  readonly tables: readonly Table<Source>[];
  /** Names of the tools that were offered for tasks. */
  readonly tools: readonly string[];
  /** The tools that the trainer's environment offers for a record. */
  readonly offered: (source: Source) => Conversation["tools"];
  /** Whether trainers were given a record at all. Asked once for each, in order. Default: all were. */
  readonly isTaken?: (source: Source) => boolean;
  /** What else is wrong with a record. */
  readonly inspect: (source: Source) => readonly string[];
  readonly problems: Problems;
  readonly onRow?: () => void;
}

interface Identified {
  readonly id: string;
  readonly split: ExportSplit;
}

type SideChecks<Source> = Readonly<Record<ExportSplit, readonly TableCheck<Source>[]>>;

export interface CheckedRecords {
  /** Rows of linear text on each side. */
  readonly counts: Record<ExportSplit, number>;
  /** How many rows each file should have. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Holds every row of every trainer against its linear text, row by row side by side. */
export async function checkRecords<Source extends Identified>(
  check: RecordCheck<Source>,
): Promise<CheckedRecords> {
  const sides: SideChecks<Source> = {
    train: await createSide(check, "train"),
    validation: await createSide(check, "validation"),
  };
  const { counts, isLost } = await checkLines(check, sides);
  const rows: Record<string, number> = {
    [check.golden.files.train]: counts.train + counts.validation,
  };
  for (const split of EXPORT_SPLITS) {
    for (const [place, { files }] of check.tables.entries()) {
      const table = sides[split][place];
      if (!isLost) rows[files[split]] = (await table?.end()) ?? 0;
      await table?.close();
    }
  }
  return { counts, rows };
}

/** Once a row cannot be read whose reading decides which rows trainers were given, theirs cannot be told apart any more. */
async function checkLines<Source extends Identified>(
  check: RecordCheck<Source>,
  sides: SideChecks<Source>,
) {
  const { directory, golden, problems } = check;
  const file = golden.files.train;
  const path = join(directory, file);
  const counts = { train: 0, validation: 0 };
  let [row, size, isLost] = [0, 0, false];
  for await (const line of existsSync(path) ? readByteLines(path) : []) {
    row++;
    size += line.length + 1;
    const read = readGolden(decodeLine(line), golden, check.readSource);
    counts[read.split]++;
    isLost ||= check.isTaken !== undefined && read.source === undefined;
    const add = ({ byte, message }: Fault) =>
      problems.add({ file, row, id: read.id, byte, message });
    await checkRow(check, { read, tables: isLost ? [] : sides[read.split], add });
    check.onRow?.();
  }
  if (row > 0 && statSync(path).size !== size) {
    problems.add({ file, row, id: null, byte: size - 1, message: "the last row does not end" });
  }
  return { counts, isLost };
}

function createSide<Source>(
  { directory, tables, tools, problems }: RecordCheck<Source>,
  split: ExportSplit,
): Promise<TableCheck<Source>[]> {
  return Promise.all(
    tables.map((table) =>
      createTableCheck({ directory, path: table.files[split], table, tools, problems }),
    ),
  );
}

interface RowWork<Source> {
  readonly read: GoldenRow<Source>;
  readonly tables: readonly TableCheck<Source>[];
  /** Says what is wrong with the linear text's own row. */
  readonly add: (fault: Fault) => void;
}

async function checkRow<Source extends Identified>(
  check: RecordCheck<Source>,
  { read, tables, add }: RowWork<Source>,
): Promise<void> {
  const { source, texts, fault, isSealed } = read;
  const isTaken = source === undefined || check.isTaken?.(source) !== false;
  const asked = isTaken ? tables : [];
  if (source === undefined || texts === undefined || !isSealed) {
    const seen = await Promise.all(asked.map((table) => table.pass()));
    const changed = texts === undefined ? undefined : findCommonFault(texts, seen);
    const told = changed ?? fault;
    if (told !== undefined) add(told);
    return;
  }
  if (fault !== undefined) add(fault);
  for (const message of check.inspect(source)) add({ byte: null, message });
  const { id } = source;
  const expected = { source, id, texts, offered: check.offered(source) };
  const findings = await Promise.all(asked.map((table) => table.next(expected)));
  for (const problem of findings) if (problem !== undefined) check.problems.add(problem);
}

/** Where linear text that was changed differs from what the trainers read, when they all read the same. */
function findCommonFault(
  golden: readonly TrainerText[],
  seen: readonly (readonly TrainerText[] | undefined)[],
): Fault | undefined {
  const [first, ...others] = seen;
  if (first === undefined) return undefined;
  const agree = others.every((texts) => texts !== undefined && !findTextFault(first, texts));
  const fault = agree ? findTextFault(first, golden) : undefined;
  if (fault === undefined) return undefined;
  return { ...fault, message: fault.message.replace("the linear text", "what trainers read") };
}
