import type { Item, UserId } from "../types.js";
import { printId } from "./data-text.js";
import { formatItem, ID_PATTERN, parseItem } from "./item-line.js";

/** One interaction of a history answer. */
export interface HistoryEntry {
  /** 1 for the user's oldest interaction. */
  readonly position: number;
  /** `YYYY-MM-DD` in UTC; absent where the dataset has no dates. */
  readonly date?: string;
  readonly item: Item;
}

/**
 * The lines of a history: the items in order, and before the first item of a day a line with its position and the day.
 *
 * @example
 * 12. 1997-12-04
 * [242] "Kolya (1996)" (Comedy)
 * [50] "Star Wars (1977)" (Action, Sci-Fi)
 */
export function formatHistory(entries: readonly HistoryEntry[]): string[] {
  return entries.flatMap((entry, index) => {
    const before = entries[index - 1];
    const isNext = before?.position === entry.position - 1 && before.date === entry.date;
    return isNext ? [formatItem(entry.item)] : [formatGroup(entry), formatItem(entry.item)];
  });
}

function formatGroup({ position, date }: HistoryEntry): string {
  return date === undefined ? `${position}.` : `${position}. ${date}`;
}

const GROUP = /^(\d+)\.(?: (\d{4}-\d\d-\d\d))?$/;

/** The inverse of {@link formatHistory}. It ends with the first line of any other kind. */
export function parseHistory(lines: readonly string[]): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  let group: { next: number; date?: string } | undefined;
  for (const line of lines) {
    const parts = GROUP.exec(line);
    const item = line.startsWith("[") ? parseItem(line) : undefined;
    if (parts !== null) {
      const [, position, date] = parts;
      group = { next: Number(position), ...(date === undefined ? {} : { date }) };
    } else if (group !== undefined && item !== undefined) {
      const { next, ...day } = group;
      entries.push({ position: next, ...day, item });
      group.next++;
    } else break;
  }
  return entries;
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

const HISTORY_HEADLINE = new RegExp(
  String.raw`^User ${ID_PATTERN} has \d+ earlier choices\. Window `,
);

/** The interactions of a history answer; empty for any other answer, and for a history that was replaced by its summary. */
export function parseHistoryAnswer(text: string): HistoryEntry[] {
  const [headline = "", ...lines] = text.split("\n");
  return HISTORY_HEADLINE.test(headline) ? parseHistory(lines) : [];
}
