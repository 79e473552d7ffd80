import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { source } from "../runs.js";
import { currentRun, toCurrentRun } from "./current-run.js";
import { openedCell } from "./opened-cell.js";
import { RunPage } from "./run-page.js";

/** Loads a run and shows it. */
export function OpenRun({ id }: { readonly id: string }) {
  const problem = useSignal("");
  useEffect(() => {
    let isCurrent = true;
    problem.value = "";
    source.run(id).then(
      (view) => {
        if (isCurrent) currentRun.value = toCurrentRun(id, view);
      },
      (error: unknown) => {
        if (isCurrent) problem.value = error instanceof Error ? error.message : String(error);
      },
    );
    return () => {
      isCurrent = false;
      currentRun.value = undefined;
      openedCell.value = undefined;
    };
  }, [id]);
  const current = currentRun.value;
  if (problem.value !== "")
    return (
      <p class="failure" role="alert">
        {problem.value}
      </p>
    );
  if (current === undefined || current.key !== id) return <p class="quiet pad">Reading…</p>;
  return <RunPage key={id} current={current} />;
}
