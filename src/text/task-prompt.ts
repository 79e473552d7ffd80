import type { Item, ItemId, UserId } from "../types.js";
import {
  countCategories,
  formatCategoryCounts,
  parseCategoryCounts,
  type CategoryCounts,
} from "./category-counts.js";
import { fenceData, printId, quoteData, readId } from "./data-text.js";
import { formatItem, ITEM_PATTERN, parseItem } from "./item-line.js";

/** Content of a task prompt. */
interface TaskPrompt {
  readonly userId: UserId;
  /** Items of the user's history, oldest first. */
  readonly history: readonly Item[];
  /** First and last day of the history as `YYYY-MM-DD`; undefined when the history is empty or has no dates. */
  readonly period?: readonly [first: string, last: string] | undefined;
  /** How many of the latest interactions count as recent. */
  readonly recentCount: number;
  readonly candidates: readonly Item[];
}

const LISTED_CATEGORIES = 6;
const LISTED_ITEMS = 3;
const LATEST = "Latest choices, oldest first: ";
const CANDIDATES = "Candidates:";

/** The prompt of a ranking task: the user, a summary of the history, the candidates and the instruction. */
export function formatTaskPrompt(task: TaskPrompt): string {
  const { userId, history, period, recentCount, candidates } = task;
  const recent = history.slice(-recentCount);
  const latest = history
    .slice(-LISTED_ITEMS)
    .map(({ id, title }) => `[${printId(id)}] ${quoteData(title)}`);
  const dates = period === undefined ? "" : `, from ${period[0]} to ${period[1]}`;
  const data = [
    `User: ${printId(userId)}`,
    `Earlier choices: ${history.length}${dates}`,
    `${LATEST}${latest.join(", ")}`,
    `Categories of the last ${recent.length} choices: ${listCategories(recent)}`,
    `Categories of all choices: ${listCategories(history)}`,
    CANDIDATES,
    ...candidates.map(formatItem),
  ];
  return `${fenceData(data.join("\n"))}\n${formatInstruction(candidates.length)}`;
}

function formatInstruction(candidates: number): string {
  return `Order these ${candidates} candidates by how likely the user is to choose each next.`;
}

function listCategories(items: readonly Item[]): string {
  const frequent = [...countCategories(items)].slice(0, LISTED_CATEGORIES);
  return formatCategoryCounts(new Map(frequent)) || "none known";
}

/**
 * A task prompt without the list of candidates and the instruction to order them, for a role that does not rank. Any other text is returned
 * unchanged.
 */
export function withoutCandidates(prompt: string): string {
  const lines = prompt.split("\n");
  const start = lines.indexOf(CANDIDATES);
  const end = lines.findIndex((line, index) => index > start && !/^(?:- )?\[/.test(line));
  if (start === -1 || end === -1) return prompt;
  const instruction = formatInstruction(end - start - 1);
  return lines
    .toSpliced(start, end - start)
    .filter((line) => line !== instruction)
    .join("\n");
}

/** What a task prompt states. */
export interface TaskSummary {
  readonly userId: UserId;
  readonly historyLength: number;
  /** Id of the latest interaction; undefined without a history. */
  readonly latestItem: ItemId | undefined;
  /** The most frequent categories of the recent interactions. */
  readonly recentCategories: CategoryCounts;
  /** The most frequent categories of the whole history. */
  readonly allCategories: CategoryCounts;
  readonly candidates: readonly Item[];
}

/** Reads what {@link formatTaskPrompt} writes. In any other text, counts are 0 and texts and lists empty. */
export function parseTaskPrompt(prompt: string): TaskSummary {
  const lines = prompt.split("\n");
  const after = (label: RegExp) => lines.find((line) => label.test(line))?.replace(label, "") ?? "";
  return {
    userId: readId(after(/^User: /)),
    historyLength: Number.parseInt(after(/^Earlier choices: /), 10) || 0,
    latestItem: listLatestItems(prompt).at(-1),
    recentCategories: parseCategoryCounts(after(/^Categories of the last \d+ choices: /)),
    allCategories: parseCategoryCounts(after(/^Categories of all choices: /)),
    candidates: listCandidates(prompt),
  };
}

/** The candidates that a task prompt lists, in order. */
export function listCandidates(prompt: string): Item[] {
  if (!prompt.includes(CANDIDATES)) return [];
  const lines = prompt.split("\n");
  const start = lines.indexOf(CANDIDATES);
  if (start === -1) return [];
  return lines
    .slice(start + 1)
    .filter((line) => /^(?:- )?\[/.test(line))
    .flatMap((line) => parseItem(line) ?? []);
}

const LISTED_ITEM = new RegExp(ITEM_PATTERN, "g");

/** Ids of the latest interactions that a task prompt lists, oldest first. */
export function listLatestItems(prompt: string): ItemId[] {
  const line = prompt.split("\n").find((text) => text.startsWith(LATEST)) ?? "";
  return Array.from(line.slice(LATEST.length).matchAll(LISTED_ITEM), ([, id = ""]) => readId(id));
}

/** The lines of a task prompt that describe the history. */
export function listHistoryLines(prompt: string): string[] {
  return prompt
    .split("\n")
    .filter((line) => /^(?:Earlier choices|Latest choices|Categories of )/.test(line));
}
