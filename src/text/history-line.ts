import type { Item, UserId } from "../types.js";
import { printId } from "./data-text.js";
import { formatItem, ID_PATTERN, ITEM_PATTERN, readItem } from "./item-line.js";

/** One interaction of a history answer. */
export interface HistoryLine {
  /** 1 for the user's oldest interaction. */
  readonly position: number;
  /** `YYYY-MM-DD` in UTC; absent where the dataset has no dates. */
  readonly date?: string;
  readonly item: Item;
}

/** `12. 1997-12-04 [242] "Kolya (1996)" (Comedy)` */
export function formatHistoryLine({ position, date, item }: HistoryLine): string {
  return `${position}. ${date === undefined ? "" : `${date} `}${formatItem(item)}`;
}

const HISTORY_LINE = new RegExp(String.raw`^(\d+)\. (?:(\d{4}-\d\d-\d\d) )?${ITEM_PATTERN}$`);

/** The inverse of {@link formatHistoryLine}; undefined for any other text. */
export function parseHistoryLine(text: string): HistoryLine | undefined {
  const parts = HISTORY_LINE.exec(text);
  if (parts === null) return undefined;
  const [, position, date, ...item] = parts;
  return {
    position: Number(position),
    ...(date === undefined ? {} : { date }),
    item: readItem(item),
  };
}

/** What the first line of a history answer states. */
interface HistoryHeadline {
  readonly userId: UserId;
  /** Length of the whole history. */
  readonly choices: number;
  readonly window: string;
  readonly shown: number;
  readonly inWindow: number;
}

/** The first line of a history answer. */
export function formatHistoryHeadline(headline: HistoryHeadline): string {
  const { userId, choices, window, shown, inWindow } = headline;
  const part = shown === inWindow ? `all ${shown}` : `the last ${shown} of ${inWindow}`;
  return `User ${printId(userId)} has ${choices} earlier choices. Window ${window}: ${part}, oldest first.`;
}

/** True if a tool answer is a history, which can contain a summary in a model's words. */
export function isHistoryAnswer(text: string): boolean {
  return HISTORY_HEADLINE.test(text);
}

const HISTORY_HEADLINE = new RegExp(
  String.raw`^User ${ID_PATTERN} has \d+ earlier choices\. Window `,
);
