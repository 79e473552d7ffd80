import type { ItemId } from "../types.js";
import { printId, readId } from "./data-text.js";
import { type EvidenceAnswer, readFocus } from "./evidence-answer.js";
import { EVIDENCE_FOCUSES, EVIDENCE_KINDS, type EvidenceKind } from "./evidence-kinds.js";
import type { EvidenceReading } from "./evidence-reading.js";
import type { EvidenceRow, EvidenceTable } from "./evidence-table.js";
import { ID_PATTERN } from "./item-line.js";

/**
 * Joins evidence answers about the same user and items to one answer with all of their columns.
 *
 * @returns Undefined for fewer than two such answers, and for answers that contradict each other. The items are those of the longest.
 */
export function joinEvidence(answers: readonly EvidenceAnswer[]): EvidenceAnswer | undefined {
  const longest = Math.max(0, ...answers.map(({ table }) => table.rows.length));
  const first = answers.find(({ table }) => table.rows.length === longest);
  if (first === undefined) return undefined;
  const alike = answers.filter((answer) => isAbout(answer, first));
  const joined = {
    ...first,
    focus: alike.every(({ focus }) => focus === first.focus) ? first.focus : ("all" as const),
    item: undefined,
    table: joinTables(alike.map(({ table }) => table)),
  };
  const referring = new Set(answers.filter((answer) => isCovered(answer, joined)));
  const isConsistent = alike.every((answer) => referring.has(answer));
  const count = answers.filter((answer) => referring.has(answer)).length;
  return isConsistent && count > 1 ? joined : undefined;
}

function isAbout({ userId, table, ...one }: EvidenceAnswer, other: EvidenceAnswer): boolean {
  return (
    userId === other.userId &&
    one.users === other.users &&
    one.catalogSize === other.catalogSize &&
    one.hasHistory === other.hasHistory &&
    table.newItems === other.table.newItems &&
    idsOf(table).join("\n") === idsOf(other.table).join("\n")
  );
}

const idsOf = ({ rows }: EvidenceTable) => rows.map(({ itemId }) => itemId);

/** Of several readings of one kind, the first is taken. */
function joinTables(tables: readonly EvidenceTable[]): EvidenceTable {
  const [first] = tables;
  const looked = new Set(tables.flatMap(({ stated }) => stated));
  const stated = EVIDENCE_KINDS.map(({ id }) => id).filter((id) => looked.has(id));
  const rows = (first?.rows ?? []).map(({ itemId }, index) => {
    const readings = tables.flatMap((table) => table.rows[index]?.readings ?? []);
    return { itemId, readings: inOrder(readings, stated) };
  });
  return { newItems: first?.newItems ?? 1, stated, rows };
}

function inOrder(
  readings: readonly EvidenceReading[],
  kinds: readonly EvidenceKind[],
): EvidenceReading[] {
  return kinds.flatMap((kind) => readings.find((reading) => reading.kind === kind) ?? []);
}

/** True if every reading of an answer, and every cell without evidence, is the same in `joined`. */
function isCovered(answer: EvidenceAnswer, joined: EvidenceAnswer): boolean {
  const part = selectPart(joined, answer.table.stated, idsOf(answer.table));
  return (
    part !== undefined &&
    answer.userId === joined.userId &&
    JSON.stringify(part.table) === JSON.stringify(answer.table)
  );
}

/** Some columns and rows of an answer; undefined if it has not all of them. */
function selectPart(
  { table, ...answer }: EvidenceAnswer,
  stated: readonly EvidenceKind[],
  ids: readonly ItemId[],
): EvidenceAnswer | undefined {
  const rowOf = new Map(table.rows.map((row) => [row.itemId, row]));
  const rows = ids.flatMap((id): EvidenceRow[] => {
    const row = rowOf.get(id);
    return row === undefined ? [] : [{ itemId: id, readings: inOrder(row.readings, stated) }];
  });
  const isComplete =
    rows.length === ids.length && stated.every((kind) => table.stated.includes(kind));
  return isComplete ? { ...answer, table: { newItems: table.newItems, stated, rows } } : undefined;
}

const columnOf = new Map(EVIDENCE_KINDS.map(({ id, column }) => [id, column] as const));
const kindOf = new Map<string, EvidenceKind>(EVIDENCE_KINDS.map(({ id, column }) => [column, id]));

/** Refers to a joined answer, such as `focus recent: w1 w3 c10, all items`; undefined if it does not contain the answer. */
export function formatReference(
  answer: EvidenceAnswer,
  joined: EvidenceAnswer,
): string | undefined {
  if (!isCovered(answer, joined)) return undefined;
  const columns = answer.table.stated.map((kind) => columnOf.get(kind)).join(" ");
  const ids = idsOf(answer.table);
  const isWhole = ids.join("\n") === idsOf(joined.table).join("\n");
  const items = isWhole ? "all items" : `items ${ids.map(printId).join(" ")}`;
  return `focus ${answer.focus}: ${columns}, ${items}`;
}

const REFERENCE = new RegExp(
  String.raw`^focus (${EVIDENCE_FOCUSES.join("|")}): ([\w ]*), (?:all items|items (${ID_PATTERN}(?: ${ID_PATTERN})*))$`,
);

/** The inverse of {@link formatReference}; undefined for any other text. */
export function resolveReference(text: string, joined: EvidenceAnswer): EvidenceAnswer | undefined {
  const parts = REFERENCE.exec(text);
  if (parts === null) return undefined;
  const [, focus, columns = "", items] = parts;
  const stated = columns.split(" ").flatMap((column) => kindOf.get(column) ?? []);
  const ids = items?.match(new RegExp(ID_PATTERN, "g"))?.map(readId) ?? idsOf(joined.table);
  return selectPart({ ...joined, focus: readFocus(focus) }, stated, ids);
}
