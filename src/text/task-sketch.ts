import type { Item } from "../types.js";
import { readId } from "./data-text.js";
import { ITEM_PATTERN, parseItem } from "./item-line.js";

/** The task as its opening describes it. */
export interface TaskSketch {
  readonly userId: string;
  readonly historyLength: number;
  /** Id of the latest choice; undefined without a history. */
  readonly latestItem: string | undefined;
  readonly recentCategories: ReadonlyMap<string, number>;
  readonly allCategories: ReadonlyMap<string, number>;
  readonly candidates: readonly Item[];
}

/** Reads what the opening of a task says. Where it says nothing, counts are 0 and lists empty. */
export function readTaskSketch(opening: string): TaskSketch {
  const lines = opening.split("\n");
  const after = (label: RegExp) => lines.find((line) => label.test(line))?.replace(label, "") ?? "";
  const latest = [...after(/^Latest choices, oldest first: /).matchAll(LISTED_ITEM)];
  const latestId = latest.at(-1)?.[1];
  return {
    userId: readId(after(/^User: /)),
    historyLength: Number.parseInt(after(/^Earlier choices: /), 10) || 0,
    latestItem: latestId === undefined ? undefined : readId(latestId),
    recentCategories: readCounts(after(/^Categories of the last \d+ choices: /)),
    allCategories: readCounts(after(/^Categories of all choices: /)),
    candidates: lines
      .filter((line) => line.startsWith("- "))
      .flatMap((line) => parseItem(line) ?? []),
  };
}

const LISTED_ITEM = new RegExp(ITEM_PATTERN, "g");

/** `"Drama" 6, "Comedy" 4` */
function readCounts(text: string): Map<string, number> {
  const entries = text.matchAll(/("(?:[^"\\]|\\.)*") (\d+)/g);
  return new Map(Array.from(entries, ([, name = '""', count]) => [readId(name), Number(count)]));
}

/**
 * How far the recent choices depart from the whole history: total variation distance between the category mentions of both.
 *
 * @returns 0 for the same shares, 1 for no category in common.
 */
export function categoryDrift({
  recentCategories,
  allCategories,
}: Pick<TaskSketch, "recentCategories" | "allCategories">): number {
  const [recent, all] = [shares(recentCategories), shares(allCategories)];
  const categories = new Set([...recentCategories.keys(), ...allCategories.keys()]);
  return [...categories].reduce(
    (sum, category) => sum + Math.abs(recent(category) - all(category)) / 2,
    0,
  );
}

function shares(counts: ReadonlyMap<string, number>): (category: string) => number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (category) => (counts.get(category) ?? 0) / (total || 1);
}
