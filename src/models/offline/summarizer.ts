import { quoteData, readId } from "../../text/data-text.js";
import { parseHistoryLine } from "../../text/history-line.js";
import type { Conversation } from "./conversation.js";

const LISTED = 6;

/** Folds a window of history into the summary so far: category counts, and where the latest window differs. */
export function summarize({ sections }: Conversation) {
  const before = readCounts(sections.get("Summary so far") ?? "");
  const lines = (sections.get("Window") ?? "")
    .split("\n")
    .flatMap((line) => parseHistoryLine(line) ?? []);
  const fresh = lines.filter(({ position }) => position > before.last);
  const counts = new Map(before.counts);
  for (const category of fresh.flatMap(({ item }) => item.categories)) {
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const last = fresh.at(-1)?.position ?? before.last;
  const listed = top(counts).map(([category, count]) => `${quoteData(category)} ${count}`);
  const typical = lines.slice(-2).map(({ item }) => quoteData(item.title));
  return {
    summary: `Up to choice ${last}: ${listed.join(", ") || "no categories"}. Latest: ${typical.join(", ")}.`,
  };
}

function top(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([, first], [, second]) => second - first).slice(0, LISTED);
}

function readCounts(summary: string): { last: number; counts: Map<string, number> } {
  const [, last = "0", listed = ""] = /^Up to choice (\d+): (.*?)\. Latest:/m.exec(summary) ?? [];
  const entries = listed.matchAll(/("(?:[^"\\]|\\.)*") (\d+)/g);
  return {
    last: Number(last),
    counts: new Map(Array.from(entries, ([, name = '""', count]) => [readId(name), Number(count)])),
  };
}
