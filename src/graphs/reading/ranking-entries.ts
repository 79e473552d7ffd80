import { isRecord } from "../../json.js";
import { findJson } from "../../models/reply/json-parts.js";
import { type Repair, repairOf } from "../../models/reply/repair.js";
import type { ItemId } from "../../types.js";

/** Candidates in the order in which a model wrote them. */
export interface ReadRanking {
  /** Distinct candidates. */
  readonly ranking: readonly ItemId[];
  readonly repairs: readonly Repair[];
}

const ID_KEYS = ["item_id", "id", "item", "candidate"];

/**
 * The candidates that the entries of a list name: as ids, in brackets or quotes, with titles behind them, as numbers or in objects.
 * Repeated candidates count where they occur first. Other entries are skipped.
 */
export function readEntries(
  entries: readonly unknown[],
  candidates: readonly ItemId[],
): ReadRanking {
  const known = new Set(candidates);
  const found = entries.map((entry) => toCandidate(entry, known));
  const ranking = [...new Set(found.filter((id) => id !== undefined))];
  const isRewritten = found.some((id, index) => id !== undefined && id !== entries[index]);
  const repairs = [
    ...(isRewritten ? [repairOf("ranking_ids", entries)] : []),
    ...(ranking.length < entries.length ? [repairOf("ranking_surplus", entries)] : []),
  ];
  return { ranking, repairs };
}

/** An item of a numbered or bulleted list. */
const LIST_LINE = /^\s*(?:\d+\s*[.):]|#\d+:?|[-*•])\s+(.+)$/gm;
const NUMBERED_LINE = /^\s*(?:\d+\s*[.):]|#\d+:?)\s+(.+)$/gm;

/** Options of {@link readRankingText}. */
interface RankingTextOptions {
  /** True if bulleted lists count, too. Without a mark around the ranking they may be anything. */
  readonly isMarked: boolean;
}

/**
 * Reads a ranking from text: a JSON list, a numbered list, or ids separated by commas, lines or `>`.
 *
 * @returns The longest of these that names candidates; undefined if there is none.
 */
export function readRankingText(
  text: string,
  candidates: readonly ItemId[],
  { isMarked }: RankingTextOptions,
): ReadRanking | undefined {
  const lists = findJson(text).parts.map(({ value }) => listIn(value));
  const lines = Array.from(
    text.matchAll(isMarked ? LIST_LINE : NUMBERED_LINE),
    ([, line = ""]) => line,
  );
  const words = isMarked ? text.split(/[,\n>]/) : [];
  const given = words.map(withoutLooseBracket).filter((word) => word !== "");
  const all = [...lists, lines, given].map((entries) => readEntries(entries, candidates));
  const best = all.toSorted((one, other) => other.ranking.length - one.ranking.length)[0];
  if (best === undefined || best.ranking.length === 0) return undefined;
  return { ...best, repairs: [repairOf("ranking_as_list", text), ...best.repairs] };
}

/** A word without a bracket that belongs to the list around it. */
function withoutLooseBracket(word: string): string {
  const text = word.trim();
  return /^\[.*\]/.test(text) ? text : text.replace(/^\[|\]$/g, "");
}

/** A list, or the longest list among the members of an object. */
function listIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const lists: unknown[][] = isRecord(value) ? Object.values(value).filter(Array.isArray) : [];
  return lists.toSorted((one, other) => other.length - one.length)[0] ?? [];
}

function toCandidate(entry: unknown, known: ReadonlySet<ItemId>): ItemId | undefined {
  if (Array.isArray(entry)) return entry.length === 1 ? toCandidate(entry[0], known) : undefined;
  if (isRecord(entry)) {
    const given = ID_KEYS.map((key) => entry[key]).find((value) => value !== undefined);
    return toCandidate(given, known);
  }
  if (typeof entry === "number") return known.has(String(entry)) ? String(entry) : undefined;
  if (typeof entry !== "string") return undefined;
  if (known.has(entry)) return entry;
  const bare = entry.trim().replace(/^[*_`"']+|[*_`"',;.]+$/g, "");
  const bracketed = /^\[([^\]]+)\]/.exec(bare)?.[1];
  const first = bare.slice(0, bare.search(/[\s:,(–—-]|$/));
  return [
    bare,
    bracketed?.trim(),
    bracketed?.replace(/^["']|["']$/g, ""),
    first.replace(/[*_`"']+$/g, ""),
  ].find((id): id is string => id !== undefined && known.has(id));
}
