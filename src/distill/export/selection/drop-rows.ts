import { addCounts, type SelectionVerdict } from "../counts.js";
import type { SampleRow, SampleRows } from "../render-sample.js";

/**
 * Drops rows of a trajectory. The weights of the others add up to 1 again, and the calls of dropped rows are counted under the reason
 * instead of as trained.
 *
 * @param reasonOf - Called once per row, in order. Undefined keeps the row.
 */
export function dropRows(
  written: SampleRows,
  reasonOf: (row: SampleRow) => SelectionVerdict | undefined,
): SampleRows {
  const judged = written.rows.map((row) => ({ row, verdict: reasonOf(row) }));
  const dropped = judged.flatMap(({ row, verdict }) => (verdict ? [{ ...row, verdict }] : []));
  const [first] = dropped;
  if (first === undefined) return written;
  const kept = judged.flatMap(({ row, verdict }) => (verdict === undefined ? [row] : []));
  const calls = { ...written.calls };
  for (const { verdict, calls: own } of dropped) {
    if (own.length > 0) addCounts(calls, { trained: -own.length, [verdict]: own.length });
  }
  const trained = kept.reduce((sum, row) => sum + row.calls.length, 0);
  return {
    verdict: kept.length === 0 ? first.verdict : "kept_partly",
    calls,
    dropped: [...written.dropped, ...dropped],
    rows: kept.map((row) => {
      const { rollout } = row;
      if (rollout === undefined) return row;
      return { ...row, rollout: { ...rollout, weight: row.calls.length / trained } };
    }),
  };
}
