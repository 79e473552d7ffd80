import { MarkedBar } from "../compare/marked-bar.js";
import { LivePanel } from "../live/live-panel.js";
import { summary } from "../runs.js";
import { Filters } from "./filters.js";
import { RunRows } from "./run-rows.js";
import { Totals } from "./totals.js";

/** The runs of the file. */
export function ListView() {
  const list = summary.value;
  if (list === undefined) return <p class="quiet pad">Reading…</p>;
  return (
    <div class="list">
      <h1 class="hidden">Runs</h1>
      <Totals totals={list.totals} all={list.all} />
      <LivePanel />
      <Filters facets={list.facets} files={list.files} />
      <MarkedBar />
      {list.searched < 1 && (
        <p class="quiet" role="status">
          Searching… {Math.floor(100 * list.searched)}%
        </p>
      )}
      {list.totals.runs === 0 ? (
        <p class="empty">
          {list.all === 0 ? "The file has no runs yet." : "No run fulfills all conditions."}
        </p>
      ) : (
        <RunRows count={list.totals.runs} />
      )}
    </div>
  );
}
