import { OUTCOME_VERDICTS } from "../../trajectory/outcome-filter.js";
import { CALL_FAULTS } from "../conversations/judge-calls.js";

/** Verdicts on a trajectory. All except `kept` and `kept_partly` are reasons to drop it. */
export const EXPORT_VERDICTS = [
  ...OUTCOME_VERDICTS,
  /** Some replies of its conversations are in rows; the reasons for the others are among the counts of calls. */
  "kept_partly",
  /** No model was called. */
  "no_model_calls",
  /** A trajectory of version 1, which does not contain what the models were given. */
  "not_recorded",
  /** A single-agent transcript would lack messages that its replies respond to. */
  "not_single_agent",
  ...CALL_FAULTS,
] as const;
/** One of {@link EXPORT_VERDICTS}. */
export type ExportVerdict = (typeof EXPORT_VERDICTS)[number];

/** Creates a count of 0 for each name. */
export function zeroCounts<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

/** Adds counts to `totals` in place, by name. */
export function addCounts(
  totals: Record<string, number>,
  counts: Readonly<Record<string, number>>,
): void {
  for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
}
