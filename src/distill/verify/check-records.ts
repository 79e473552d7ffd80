import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { readByteLines } from "../export/byte-lines.js";
import type { Table, TrainerText } from "../formats/format.js";
import { EXPORT_SPLITS, type ExportSplit } from "../formats/records.js";
import type { Conversation } from "../linear/conversation.js";
import { findTextFault } from "./compare-row.js";
import { type Fault, type GoldenRow, readGolden } from "./golden.js";
import type { Problems } from "./problem.js";
import { createTableCheck, type TableCheck } from "./table-check.js";

/** Records of one kind: their linear text, and the tables of trainers that were made of the same records. */
export interface RecordCheck<Source> {
  readonly directory: string;
  readonly golden: Table<Source>;
  readonly readSource: (row: unknown) => Source;
  readonly tables: readonly Table<Source>[];
  /** Names of the tools that were offered. */
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
  const { directory, golden, problems } = check;
  const counts = { train: 0, validation: 0 };
  const file = golden.files.train;
  const sides: SideChecks<Source> = {
    train: await createSide(check, "train"),
    validation: await createSide(check, "validation"),
  };
  let [row, size] = [0, 0];
  const path = join(directory, file);
  for await (const line of existsSync(path) ? readByteLines(path) : []) {
    row++;
    size += line.length + 1;
    const read = readGolden(line.toString("utf8"), golden, check.readSource);
    counts[read.split]++;
    const add = ({ byte, message }: Fault) =>
      problems.add({ file, row, id: read.id, byte, message });
    await checkRow(check, { read, tables: sides[read.split], add });
    check.onRow?.();
  }
  const rows: Record<string, number> = { [file]: row };
  for (const split of EXPORT_SPLITS) {
    for (const [place, { files }] of check.tables.entries()) {
      rows[files[split]] = (await sides[split][place]?.end()) ?? 0;
    }
  }
  if (row > 0 && statSync(path).size !== size) {
    problems.add({
      file,
      row,
      id: null,
      byte: null,
      message: "the last row does not end its line",
    });
  }
  return { counts, rows };
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
  const { source, texts, fault } = read;
  if (source === undefined || texts === undefined) {
    const seen = await Promise.all(tables.map((table) => table.pass()));
    return add((texts && findCommonFault(texts, seen)) ?? fault ?? { byte: null, message: "" });
  }
  if (fault !== undefined) add(fault);
  for (const message of check.inspect(source)) add({ byte: null, message });
  if (check.isTaken?.(source) === false) return;
  const { id } = source;
  const expected = { source, id, texts, offered: check.offered(source) };
  const findings = await Promise.all(tables.map((table) => table.next(expected)));
  const common = findCommonFault(
    texts,
    findings.map((finding) => finding.texts),
  );
  if (common !== undefined) return add(common);
  for (const { problem } of findings) if (problem !== undefined) check.problems.add(problem);
}

/** When several trainers read one and the same text, and the linear text is another, then it is the one that was changed. */
function findCommonFault(
  golden: readonly TrainerText[],
  seen: readonly (readonly TrainerText[] | undefined)[],
): Fault | undefined {
  const [first, ...others] = seen;
  if (first === undefined || others.length === 0) return undefined;
  const agree = others.every((texts) => texts !== undefined && !findTextFault(first, texts));
  const fault = agree ? findTextFault(first, golden) : undefined;
  if (fault === undefined) return undefined;
  const message = fault.message.replace("the linear text", `what all ${seen.length} trainers read`);
  return { ...fault, message };
}
