import type { Item } from "../types.js";
import { formatItem, ITEM_PATTERN, readItem } from "./item-line.js";

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
