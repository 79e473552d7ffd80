import { parseShallowJson } from "../json.js";
import type { ItemId } from "../types.js";

/**
 * The candidates in the last `<recommend>` block of a text, each once, in the order in which they were written. Entries that
 * are not candidates are skipped, and a malformed or truncated list is read up to the first error.
 */
export function readRanking(text: string, candidates: readonly ItemId[]): ItemId[] {
  const known: ReadonlySet<unknown> = new Set(candidates);
  return [...new Set(readList(text))].filter((id): id is ItemId => known.has(id));
}

function readList(text: string): unknown[] {
  const opens = text.lastIndexOf(OPENS);
  const [block = ""] = opens === -1 ? [] : text.slice(opens).split("</recommend>");
  const start = block.indexOf("[");
  if (start === -1) return [];
  return Array.from(block.slice(start + 1).matchAll(ENTRY), ([, quoted = "", bare]) =>
    bare === undefined ? parseShallowJson(quoted) : bare,
  );
}

const OPENS = "<recommend>";
/** A string or an integer. An integer at the very end of the text is skipped: it may have been cut off. */
const ENTRY = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+)(?=\s*[,\]]))\s*,?/gy;
