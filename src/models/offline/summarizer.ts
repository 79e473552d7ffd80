import {
  formatCategoryCounts,
  parseCategoryCounts,
  type CategoryCounts,
} from "../../text/category-counts.js";
import { quoteData } from "../../text/data-text.js";
import { parseHistory } from "../../text/history-answer.js";
import type { RoleRequest } from "./role-request.js";

/** Number of categories in a summary. */
const LISTED = 6;

/** Adds the new interactions of a window to the summary so far: category counts, and the latest two titles. */
export function updateSummary({ sections }: RoleRequest) {
  const previous = readSummary(sections.get("Summary so far") ?? "");
  const window = (sections.get("Window") ?? "").split("\n");
  const entries = parseHistory(window.filter((line) => !/^<\/?data>$/.test(line)));
  const added = entries.filter(({ position }) => position > previous.last);
  const counts = new Map(previous.counts);
  for (const category of added.flatMap(({ item }) => item.categories)) {
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const last = added.at(-1)?.position ?? previous.last;
  const listed = formatCategoryCounts(mostFrequent(counts));
  const latest = entries.slice(-2).map(({ item }) => quoteData(item.title));
  return {
    summary: `Up to choice ${last}: ${listed || "no categories"}. Latest: ${latest.join(", ")}.`,
  };
}

function mostFrequent(counts: CategoryCounts): CategoryCounts {
  return new Map([...counts].sort(([, first], [, second]) => second - first).slice(0, LISTED));
}

function readSummary(summary: string): { last: number; counts: CategoryCounts } {
  const [, last = "0", listed = ""] = /^Up to choice (\d+): (.*?)\. Latest:/m.exec(summary) ?? [];
  return { last: Number(last), counts: parseCategoryCounts(listed) };
}
