import type { LinearText } from "../../transcript/render-linear.js";
import { createIdSet } from "../id-set.js";
import type { DedupMode } from "../settings.js";

/** Finds rows that are equal to an earlier row. */
export interface DuplicateFilter {
  /** True for the first row of those that are equal. */
  isFirst(linear: LinearText): boolean;
}

/** Creates a filter that has seen no rows. It stores at most 64 bytes per distinct row. */
export function createDuplicateFilter(mode: DedupMode): DuplicateFilter {
  if (mode === "none") return { isFirst: () => true };
  const keyOf = mode === "prompt" ? promptOf : textOf;
  const seen = createIdSet();
  return { isFirst: (linear) => seen.add(keyOf(linear)) };
}

function promptOf({ text, spans }: LinearText): string {
  return text.slice(0, spans.find(({ trainable }) => trainable)?.start);
}

function textOf({ text, spans }: LinearText): string {
  const trained = spans.filter(({ trainable }) => trainable).map(({ start, end }) => [start, end]);
  return `${JSON.stringify(trained)}${text}`;
}
