import { z } from "zod";
import { OUTCOME_VERDICTS } from "../../trajectory/outcome-filter.js";
import { UNPORTABLE } from "./portable.js";

/** What became of a trajectory; every one but `kept` is a reason to drop. */
export const EXPORT_VERDICTS = [
  ...OUTCOME_VERDICTS,
  /** It has more tokens, or characters, than a row may have. */
  "too_long",
  ...UNPORTABLE,
] as const;
export type ExportVerdict = (typeof EXPORT_VERDICTS)[number];

/** Counts of every name, all of them 0. */
export function zeroes<Name extends string>(names: readonly Name[]): Record<Name, number> {
  const counts = Object.fromEntries(names.map((name) => [name, 0]));
  return z.record(z.enum(names), z.number()).parse(counts);
}

/** Adds counts to counts of the same names. */
export function addTo(sums: Record<string, number>, counts: Readonly<Record<string, number>>) {
  for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
}
