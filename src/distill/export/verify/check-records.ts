import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { decodeLine, readByteLines } from "../../../files.js";
import type { Conversation } from "../../transcript/conversation.js";
import type { Table, TrainerText } from "../formats/format.js";
import { EXPORT_SPLITS, type ExportSplit } from "../formats/records.js";
import type { ProblemList } from "./problem.js";
import { type Fault, readReferenceRow, type ReferenceRow } from "./reference-row.js";
import { createTableCheck, findTextFault, type TableCheck } from "./table-check.js";

/** Records of one kind: their linear text, and the trainers' tables of the same records. */
interface RecordCheck<Source> {
  readonly directory: string;
  /** The table of linear text. */
  readonly reference: Table<Source>;
  readonly readSource: (row: unknown) => Source;
  /** The tables of trainers. */
  readonly tables: readonly Table<Source>[];
  /** Names of the tools offered for tasks. */
  readonly tools: readonly string[];
  /** Tools that the trainer's environment offers for a record. */
  readonly offered: (source: Source) => Conversation["tools"];
  /** Whether trainers are given a record. Called once per record, in order. Default: they are given all. */
  readonly isSelected?: (source: Source) => boolean;
  /** Returns messages about a record, empty for a valid one. */
  readonly inspect: (source: Source) => readonly string[];
  readonly problems: ProblemList;
  /** Called after each row of linear text. */
  readonly onRow?: () => void;
}

/** Result of a record check. */
export interface CheckedRecords {
  /** Rows of linear text per split. */
  readonly counts: Record<ExportSplit, number>;
  /** Number of rows that each file should have, by path. */
  readonly rows: Readonly<Record<string, number>>;
}

interface Identified {
  readonly id: string;
  readonly split: ExportSplit;
}

type ChecksBySplit<Source> = Readonly<Record<ExportSplit, readonly TableCheck<Source>[]>>;

/** Compares the rows of all trainers with their linear text, reading the files in parallel. */
export async function checkRecords<Source extends Identified>(
  check: RecordCheck<Source>,
): Promise<CheckedRecords> {
  const checks: ChecksBySplit<Source> = {
    train: await createTableChecks(check, "train"),
    validation: await createTableChecks(check, "validation"),
  };
  const { counts, isSelectionLost } = await checkLines(check, checks);
  const rows: Record<string, number> = {
    [check.reference.files.train]: counts.train + counts.validation,
  };
  for (const split of EXPORT_SPLITS) {
    for (const [index, { files }] of check.tables.entries()) {
      const table = checks[split][index];
      if (!isSelectionLost) rows[files[split]] = (await table?.finish()) ?? 0;
      await table?.close();
    }
  }
  return { counts, rows };
}

function createTableChecks<Source>(
  { directory, tables, tools, problems }: RecordCheck<Source>,
  split: ExportSplit,
): Promise<TableCheck<Source>[]> {
  return Promise.all(
    tables.map((table) =>
      createTableCheck({ directory, path: table.files[split], table, tools, problems }),
    ),
  );
}

/** After an unreadable row on which the selection of records depends, the trainers' rows cannot be matched any more. */
async function checkLines<Source extends Identified>(
  check: RecordCheck<Source>,
  checks: ChecksBySplit<Source>,
) {
  const { directory, reference, problems } = check;
  const file = reference.files.train;
  const path = join(directory, file);
  const counts = { train: 0, validation: 0 };
  let [row, size, isSelectionLost] = [0, 0, false];
  for await (const line of existsSync(path) ? readByteLines(path) : []) {
    row++;
    size += line.length + 1;
    const read = readReferenceRow(decodeLine(line), reference, check.readSource);
    counts[read.split]++;
    isSelectionLost ||= check.isSelected !== undefined && read.source === undefined;
    const addFault = ({ byte, message }: Fault) =>
      problems.add({ file, row, id: read.id, byte, message });
    await checkRow(check, { read, tables: isSelectionLost ? [] : checks[read.split], addFault });
    check.onRow?.();
  }
  if (row > 0 && statSync(path).size !== size) {
    const message = "the last row does not end with a newline";
    problems.add({ file, row, id: null, byte: size - 1, message });
  }
  return { counts, isSelectionLost };
}

interface RowCheck<Source> {
  readonly read: ReferenceRow<Source>;
  readonly tables: readonly TableCheck<Source>[];
  /** Adds a problem of the row of linear text. */
  readonly addFault: (fault: Fault) => void;
}

async function checkRow<Source extends Identified>(
  check: RecordCheck<Source>,
  { read, tables, addFault }: RowCheck<Source>,
): Promise<void> {
  const { source, texts, fault, isHashValid } = read;
  const isSelected = source === undefined || check.isSelected?.(source) !== false;
  const selected = isSelected ? tables : [];
  if (source === undefined || texts === undefined || !isHashValid) {
    const skipped = await Promise.all(selected.map((table) => table.skip()));
    const common = texts === undefined ? undefined : findCommonFault(texts, skipped);
    const found = common ?? fault;
    if (found !== undefined) addFault(found);
    return;
  }
  if (fault !== undefined) addFault(fault);
  for (const message of check.inspect(source)) addFault({ byte: null, message });
  const { id } = source;
  const expected = { source, id, texts, offered: check.offered(source) };
  const found = await Promise.all(selected.map((table) => table.compareNext(expected)));
  for (const problem of found) if (problem !== undefined) check.problems.add(problem);
}

/** Finds the difference between changed linear text and the trainers' texts, provided that all trainers have the same texts. */
function findCommonFault(
  reference: readonly TrainerText[],
  trainers: readonly (readonly TrainerText[] | undefined)[],
): Fault | undefined {
  const [first, ...others] = trainers;
  if (first === undefined) return undefined;
  const agree = others.every((texts) => texts !== undefined && !findTextFault(first, texts));
  const fault = agree ? findTextFault(first, reference) : undefined;
  if (fault === undefined) return undefined;
  return { ...fault, message: fault.message.replace("the linear text", "the trainers' rows") };
}
