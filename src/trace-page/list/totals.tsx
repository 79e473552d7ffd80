import type { TraceTotals } from "../../serve/traces/index/query.js";
import { formatCount, formatShort } from "../text.js";

/** Numbers about the runs that were found. */
export function Totals({ totals, all }: { readonly totals: TraceTotals; readonly all: number }) {
  const { runs, ranked, hits, revised, failed, errors, calls, inputTokens, outputTokens } = totals;
  const percent = (count: number, of: number) =>
    of === 0 ? "–" : `${((100 * count) / of).toFixed(1)}%`;
  const per = (sum: number) => (runs === 0 ? "–" : formatShort(Math.round(sum / runs)));
  return (
    <dl class="totals">
      <Total
        name={runs === all ? "runs" : `of ${formatCount(all)} runs`}
        value={formatCount(runs)}
      />
      {ranked > 0 && (
        <>
          <Total name="HR@1" value={percent(hits[0], ranked)} />
          <Total name="HR@3" value={percent(hits[1], ranked)} />
          <Total name="HR@5" value={percent(hits[2], ranked)} />
        </>
      )}
      <Total name="revised" value={percent(revised, runs)} />
      <Total name="with errors" value={percent(errors, runs)} />
      <Total name="not completed" value={formatCount(failed)} />
      <Total name="calls per run" value={per(calls)} />
      <Total name="tokens read per run" value={per(inputTokens)} />
      <Total name="written per run" value={per(outputTokens)} />
    </dl>
  );
}

/** A number with its name. */
export function Total({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div class="total">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
