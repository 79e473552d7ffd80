import type { ItemId } from "../types.js";
import { fenceData, inlineData } from "./data-text.js";
import { parseEvidenceAnswer } from "./evidence-answer.js";
import { EVIDENCE_KINDS } from "./evidence-kinds.js";
import type { EvidenceRow } from "./evidence-table.js";
import { ITEM_PATTERN, readItem } from "./item-line.js";
import { listHistoryLines, parseTaskPrompt } from "./task-prompt.js";

/** Candidates per line of {@link shortenEvidence}. */
const LISTED_CANDIDATES = 6;
/** Evidence is strong for an item that is among this percentage of the items new to the user. */
const STRONG_PERCENT = 5;

/** The letters of candidates: A to Z, then AA, AB and so on. A letter is one token of most models, an id several. */
export function candidateLetters(count: number): string[] {
  return Array.from({ length: count }, (_, index) => letterAt(index));
}

function letterAt(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterAt(Math.floor(index / 26) - 1) + last;
}

/**
 * A task prompt for small models: the titles of the latest choices, and the candidates by letter, without ids, years and categories.
 *
 * @param prompt - Text of `formatTaskPrompt`.
 */
export function shortenTaskPrompt(prompt: string): string {
  const { historyLength, candidates } = parseTaskPrompt(prompt);
  const latest = listHistoryLines(prompt)
    .filter((line) => line.startsWith("Latest choices"))
    .flatMap((line) =>
      Array.from(line.matchAll(LISTED_ITEM), (groups) => readItem(groups.slice(1))),
    )
    .map(({ title }) => shortTitle(title));
  const letters = candidateLetters(candidates.length);
  return fenceData(
    [
      `Choices: ${historyLength}`,
      `Latest: ${latest.join("; ")}`,
      "By letter:",
      ...candidates.map(({ title }, index) => `${letters[index]} ${shortTitle(title)}`),
    ].join("\n"),
  );
}

/** A title without its year, which has a token per digit. */
function shortTitle(title: string): string {
  return inlineData(title.replace(/ \(\d{4}\)$/, ""));
}

const LISTED_ITEM = new RegExp(ITEM_PATTERN, "g");

/**
 * An answer of `translate_evidence` for small models: for each kind of evidence, the letters of the candidates in the order of their
 * strength, at most six. Those before the bar are among the strongest 5% of all items.
 *
 * @param answer - Any other text is returned unchanged.
 * @param candidates - In the order of the task, which gives the letters.
 *
 * @example
 * recent, strongest first:
 * w3: C A | B
 * E10: A | C B
 */
export function shortenEvidence(answer: string, candidates: readonly ItemId[]): string {
  const evidence = parseEvidenceAnswer(answer);
  if (evidence === undefined) return answer;
  const { focus, table } = evidence;
  const letters = candidateLetters(candidates.length);
  const letterOf = new Map(candidates.map((id, index) => [id, letters[index] ?? ""]));
  const rows = table.rows.flatMap((row) => {
    const letter = letterOf.get(row.itemId);
    return letter === undefined ? [] : [{ ...row, letter }];
  });
  const lines = EVIDENCE_KINDS.filter(({ id }) => table.stated.includes(id)).flatMap(
    ({ id, column }) => {
      const order = orderOf(rows, id);
      return order === "" ? [] : [`${column}: ${order}`];
    },
  );
  return [`${focus}, strongest first:`, ...lines].join("\n");
}

function orderOf(
  rows: readonly (EvidenceRow & { readonly letter: string })[],
  kind: (typeof EVIDENCE_KINDS)[number]["id"],
): string {
  const found = rows
    .flatMap(({ letter, readings }) => {
      const reading = readings.find((one) => one.kind === kind);
      return reading === undefined ? [] : [{ letter, top: reading.topPercent }];
    })
    .toSorted((one, other) => one.top - other.top)
    .slice(0, LISTED_CANDIDATES);
  if (found.length === 0) return "";
  const isStrong = ({ top }: { readonly top: number }) => top <= STRONG_PERCENT;
  const text = (some: typeof found) => some.map(({ letter }) => letter).join(" ");
  const parts = [text(found.filter(isStrong)), text(found.filter((one) => !isStrong(one)))];
  return parts.join(" | ").trim();
}
