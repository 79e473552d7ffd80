import { OUTCOME_VERDICTS } from "../../trajectory/outcome-filter.js";
import { CALL_FAULTS, CALL_VERDICTS } from "../conversations/judge-calls.js";

/** Reasons for which the selection of samples drops a row that could be written. */
export const SELECTION_VERDICTS = [
  /** The condition of the settings does not hold. */
  "filtered_out",
  /** A row with an equal prompt or an equal text was kept before. */
  "duplicate",
  /** Other samples of the task were preferred. */
  "not_selected",
] as const;
/** One of {@link SELECTION_VERDICTS}. */
export type SelectionVerdict = (typeof SELECTION_VERDICTS)[number];

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
  "no_evidence",
  ...SELECTION_VERDICTS,
  ...CALL_FAULTS,
] as const;
/** One of {@link EXPORT_VERDICTS}. */
export type ExportVerdict = (typeof EXPORT_VERDICTS)[number];

/** Verdicts on a model call, in the counts of an export. */
export const CALL_COUNTS = [...CALL_VERDICTS, ...SELECTION_VERDICTS] as const;

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
