import type { Item, UserId } from "../types.js";
import { printId, readId } from "./data-text.js";
import {
  COLUMN_LETTERS,
  EVIDENCE_FOCUSES,
  EVIDENCE_KINDS,
  type EvidenceFocus,
} from "./evidence-kinds.js";
import {
  type EvidenceCells,
  type EvidenceTable,
  formatEvidenceTable,
  parseEvidenceTable,
  splitEvidenceTable,
} from "./evidence-table.js";
import { formatItem, ID_PATTERN } from "./item-line.js";
import { memoizeRecent } from "./memoize.js";

/** Content of an evidence answer. */
export interface EvidenceAnswer {
  readonly userId: UserId;
  readonly hasHistory: boolean;
  readonly focus: EvidenceFocus;
  /** Users that the evidence was counted over. */
  readonly users: number;
  /** Items that the evidence was counted over. */
  readonly catalogSize: number;
  /** The item, if the answer is about one that was asked for by its id. */
  readonly item?: Item | undefined;
  readonly table: EvidenceTable;
}

/** An answer of `translate_evidence`: what it is about, the legend of the columns, and the table. */
export function formatEvidenceAnswer(answer: EvidenceAnswer): string {
  const { item, table } = answer;
  return [
    formatHeadline(answer),
    ...(item === undefined ? [] : [`Item: ${formatItem(item)}`]),
    ...formatLegend(table),
    ...formatEvidenceTable(table),
  ].join("\n");
}

const NO_HISTORY = "This user has no history: only popularity speaks.";

function formatHeadline(answer: EvidenceAnswer): string {
  const { userId, focus, users, catalogSize, table } = answer;
  const base = `${users} users, ${catalogSize} items, ${table.newItems} of them new to the user`;
  const empty = answer.hasHistory ? "" : ` ${NO_HISTORY}`;
  return `Evidence for user ${printId(userId)}, focus ${focus}. Base: ${base}.${empty}`;
}

/** Explains the columns of a table, each letter once. */
function formatLegend({ stated, rows }: Pick<EvidenceTable, "stated" | "rows">): string[] {
  const read = new Set(rows.flatMap(({ readings }) => readings.map(({ kind }) => kind)));
  const columns = EVIDENCE_KINDS.filter(({ id }) => stated.includes(id) && read.has(id));
  const letters = Object.entries(COLUMN_LETTERS).filter(([letter]) =>
    columns.some(({ column }) => column.startsWith(letter)),
  );
  const scores = columns.some(({ form }) => form === "score") ? "; scores: rank only" : "";
  return [
    `Columns: letter, how many of the last choices (h: all), /base. Cells: count, ratio to chance, rank among the new items (1: strongest)${scores}; empty: none.`,
    ...letters.map(([letter, meaning]) => `${letter}: ${meaning}`),
  ];
}

const HEADLINE = new RegExp(
  String.raw`^Evidence for user (${ID_PATTERN}), focus (${EVIDENCE_FOCUSES.join("|")})\. Base: (\d+) users, (\d+) items, (\d+) of them new to the user\.`,
);

/**
 * Reads an answer of `translate_evidence`, except for the title of a single item. Its table is the first one after the headline, so that
 * lines of other texts add nothing.
 *
 * @returns Undefined for any other text.
 */
export function parseEvidenceAnswer(text: string): EvidenceAnswer | undefined {
  return HEADLINE.test(text) ? parseRecent(text) : undefined;
}

/** Agents, the reflector and the ranker read the same answers: a task has up to a dozen, and several tasks run at a time. */
const parseRecent = memoizeRecent(parseAnswer, 128);

function parseAnswer(text: string): EvidenceAnswer | undefined {
  const [headline = "", ...lines] = text.split("\n");
  const parts = HEADLINE.exec(headline);
  if (parts === null) return undefined;
  const [, userId = "", focus, users, catalogSize, newItems] = parts;
  const table = parseEvidenceTable(lines, Math.max(1, Number(newItems)));
  if (table === undefined) return undefined;
  return {
    userId: readId(userId),
    hasHistory: !headline.endsWith(NO_HISTORY),
    focus: readFocus(focus),
    users: Number(users),
    catalogSize: Number(catalogSize),
    table,
  };
}

/**
 * The rows of an answer of `translate_evidence` without reading their numbers, and what they are about: equal cells about the same state
 * equal evidence.
 *
 * @returns Undefined for any other text.
 */
export function splitEvidenceAnswer(
  text: string,
): { readonly about: string; readonly rows: readonly EvidenceCells[] } | undefined {
  const [headline = "", ...lines] = text.split("\n");
  const [, userId = "", , users, catalogSize, newItems] = HEADLINE.exec(headline) ?? [];
  if (newItems === undefined) return undefined;
  return {
    about: [userId, users, catalogSize, newItems].join(" "),
    rows: splitEvidenceTable(lines),
  };
}

/** A focus by its name; `all` for any other text. */
export function readFocus(name: string | undefined): EvidenceFocus {
  return EVIDENCE_FOCUSES.find((known) => known === name) ?? "all";
}

/** True for an answer of an earlier version, which had one sentence of evidence per item in place of a table. */
export function isOldEvidenceAnswer(text: string): boolean {
  return OLD_HEADLINE.test(text);
}

const OLD_HEADLINE = new RegExp(
  String.raw`^Evidence for user ${ID_PATTERN} \(\d+ earlier choices\) on \d+ items?, focus `,
);
