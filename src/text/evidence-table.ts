import type { ItemId } from "../types.js";
import { printId, readId } from "./data-text.js";
import { EVIDENCE_KINDS, type EvidenceKind } from "./evidence-kinds.js";
import { type EvidenceReading, formatLift, formatTopPercent } from "./evidence-reading.js";
import { ID_PATTERN } from "./item-line.js";

/** The evidence for some items, as a table: one row per item, one column per kind. */
export interface EvidenceTable {
  /** Number of catalog items that are new to the user, at least 1. Ranks are among them. */
  readonly newItems: number;
  /** The kinds that were looked up, in the order of `EVIDENCE_KINDS`. */
  readonly stated: readonly EvidenceKind[];
  readonly rows: readonly EvidenceRow[];
}

/** The evidence for one item. */
export interface EvidenceRow {
  readonly itemId: ItemId;
  /** Values of the kinds with evidence, in order. All rows have the same base of a kind. */
  readonly readings: readonly EvidenceReading[];
}

type KindDefinition = (typeof EVIDENCE_KINDS)[number];

const EMPTY = "No evidence in: ";

/**
 * The lines of a table: column names with their bases, then one line per item. A cell is `count lift rank`, for the score of a model
 * only `rank`; it is empty without evidence. Kinds without evidence for any item are listed in a line before the table.
 *
 * @example
 * id|w3/350|E10
 * 242|41 2.6 69|20
 * 50||371
 */
export function formatEvidenceTable({ newItems, stated, rows }: EvidenceTable): string[] {
  const first = new Map<EvidenceKind, EvidenceReading>();
  for (const reading of rows.flatMap(({ readings }) => readings)) {
    if (!first.has(reading.kind)) first.set(reading.kind, reading);
  }
  const looked = EVIDENCE_KINDS.filter(({ id }) => stated.includes(id));
  const shown = looked.filter(({ id }) => first.has(id));
  const empty = looked.filter(({ id }) => !first.has(id)).map(({ column }) => column);
  const names = shown.map(({ id, column }) => {
    const base = first.get(id)?.base;
    return base === undefined ? column : `${column}/${base}`;
  });
  return [
    ...(empty.length === 0 ? [] : [`${EMPTY}${empty.join(" ")}`]),
    ["id", ...names].join("|"),
    ...rows.map((row) => formatRow(row, shown, newItems)),
  ];
}

function formatRow(
  { itemId, readings }: EvidenceRow,
  shown: readonly KindDefinition[],
  newItems: number,
): string {
  const found = new Map(readings.map((reading) => [reading.kind, reading]));
  const cells = shown.map(({ id }) => formatCell(found.get(id), newItems));
  return [printId(itemId), ...cells].join("|").replace(/\|+$/, "");
}

function formatCell(reading: EvidenceReading | undefined, newItems: number): string {
  if (reading === undefined) return "";
  const { value, base, lift, topPercent } = reading;
  const rank = reading.rank ?? Math.max(1, Math.round((topPercent * newItems) / 100));
  if (base === undefined || lift === undefined) return String(rank);
  return `${value} ${formatLift(lift).replace(/^0\./, ".")} ${rank}`;
}

interface Column {
  readonly kind: EvidenceKind;
  readonly base?: number;
}

const kindOf = new Map<string, EvidenceKind>(EVIDENCE_KINDS.map((kind) => [kind.column, kind.id]));
const ROW = new RegExp(String.raw`^(${ID_PATTERN})((?:\|[^|]*)*)$`);
const RANKED = /^()()(\d+)$/;
const COUNTED = /^(\d+) (\d+(?:e-\d+)?|\d*\.\d+) (\d+)$/;

/**
 * The inverse of {@link formatEvidenceTable}, except for rounded lifts and percentages. The table ends with the first line that is not a
 * row.
 *
 * @returns Undefined for lines without a table.
 */
export function parseEvidenceTable(
  lines: readonly string[],
  newItems: number,
): EvidenceTable | undefined {
  const head = parseHead(lines);
  if (head === undefined) return undefined;
  const { columns, stated } = head;
  const rows: EvidenceRow[] = [];
  for (const line of lines.slice(head.start + 1)) {
    const row = parseRow(line, columns, newItems);
    if (row === undefined) break;
    rows.push(row);
  }
  return { newItems, stated, rows };
}

/** A row of a table as texts. */
export interface EvidenceCells {
  readonly id: string;
  readonly cells: readonly string[];
}

/**
 * The rows of a table without reading their numbers: equal cells state equal evidence. Much faster than {@link parseEvidenceTable}. A row
 * has a cell for each kind that was looked up: the kind, its base, and the text, or `none`.
 *
 * @returns An empty list for lines without a table.
 */
export function splitEvidenceTable(lines: readonly string[]): EvidenceCells[] {
  const head = parseHead(lines);
  if (head === undefined) return [];
  const { start, columns, empty } = head;
  const without = empty.map((kind) => `${kind}: none`);
  const rows: EvidenceCells[] = [];
  for (const line of lines.slice(start + 1)) {
    const row = splitRow(line, columns);
    if (row === undefined) break;
    const found = columns.map(({ kind, base }, at) =>
      row.cells[at] ? `${kind} ${base ?? ""}: ${row.cells[at]}` : `${kind}: none`,
    );
    rows.push({ id: row.id, cells: [...found, ...without] });
  }
  return rows;
}

/** What stands before the rows of a table: the number of the header's line, its columns, and the kinds that are listed as empty. */
function parseHead(lines: readonly string[]) {
  const start = lines.findIndex((line) => /^id(?:\||$)/.test(line));
  const columns = parseHeader(lines[start] ?? "");
  const empty = parseEmpty(lines[start - 1] ?? "");
  if (columns === undefined || empty === undefined) return undefined;
  const looked = new Set([...empty, ...columns.map(({ kind }) => kind)]);
  const stated = EVIDENCE_KINDS.map(({ id }) => id).filter((id) => looked.has(id));
  return { start, columns, empty, stated };
}

/** Undefined if a name is not that of a column. */
function parseHeader(line: string): Column[] | undefined {
  const [id, ...names] = line.split("|");
  const columns = names.flatMap((name): Column[] => {
    const [, column = "", base] = /^([A-Za-z]+\d*)(?:\/(\d+))?$/.exec(name) ?? [];
    const kind = kindOf.get(column);
    if (kind === undefined) return [];
    return [base === undefined ? { kind } : { kind, base: Number(base) }];
  });
  return id === "id" && columns.length === names.length ? columns : undefined;
}

/** The kinds that the line before a table lists as empty. */
function parseEmpty(line: string): EvidenceKind[] | undefined {
  if (!line.startsWith(EMPTY)) return [];
  const kinds = line
    .slice(EMPTY.length)
    .split(" ")
    .map((column) => kindOf.get(column));
  const known = kinds.filter((kind) => kind !== undefined);
  return known.length === kinds.length ? known : undefined;
}

function parseRow(
  line: string,
  columns: readonly Column[],
  newItems: number,
): EvidenceRow | undefined {
  const row = splitRow(line, columns);
  if (row === undefined) return undefined;
  const readings: EvidenceReading[] = [];
  for (const [index, cell] of row.cells.entries()) {
    const column = columns[index];
    if (cell === "" || column === undefined) continue;
    const reading = parseCell(cell, column, newItems);
    if (reading === undefined) return undefined;
    readings.push(reading);
  }
  return { itemId: readId(row.id), readings };
}

/** The ID of a row as it is printed, and its cells; undefined for a line that is no row of these columns. */
function splitRow(line: string, columns: readonly Column[]): EvidenceCells | undefined {
  const [, id = "", rest = ""] = ROW.exec(line) ?? [];
  const cells = rest.split("|").slice(1);
  return id === "" || cells.length > columns.length ? undefined : { id, cells };
}

function parseCell(
  cell: string,
  { kind, base }: Column,
  newItems: number,
): EvidenceReading | undefined {
  const [, value, lift, rank] = (base === undefined ? RANKED : COUNTED).exec(cell) ?? [];
  if (rank === undefined) return undefined;
  const topPercent = Number(formatTopPercent((100 * Number(rank)) / newItems));
  const counted = base === undefined ? {} : { value: Number(value), base, lift: Number(lift) };
  return { kind, ...counted, topPercent, rank: Number(rank) };
}
