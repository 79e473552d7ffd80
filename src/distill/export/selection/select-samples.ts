import { compileCondition } from "../condition/compile-condition.js";
import type { Sample, SampleRow } from "../render-sample.js";
import type { ExportSettings } from "../settings.js";
import { dropRows } from "./drop-rows.js";
import { createDuplicateFilter } from "./duplicates.js";
import { type SelectedSample, sortByPreference } from "./preference.js";
import { readValuesOf } from "./read-values.js";
import { type TaskOutcome, taskOutcomeOf } from "./task-outcome.js";

/** The samples of one task after selection, in the order of the file. */
export interface SelectedTask {
  readonly samples: readonly SelectedSample[];
  /** Undefined for a trajectory without a task. */
  readonly group: TaskOutcome | undefined;
}

/**
 * Creates a function that selects among the samples of one task: rows for which the condition holds, then the preferred samples up to
 * the number per task, without duplicates. It must be called once per task, in the order of the file, because it remembers the rows to
 * find duplicates.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an invalid condition.
 */
export function createSelector(
  settings: ExportSettings,
): (samples: readonly Sample[]) => SelectedTask {
  const { where, select, dedup } = settings;
  const condition = where === null ? undefined : compileCondition(where);
  const duplicates = createDuplicateFilter(dedup);
  const limit = settings.perTask ?? (select === "all" ? Infinity : 1);
  return (samples) => {
    const group = taskOutcomeOf(samples);
    const filtered = samples.map((sample, index) => {
      const { trajectory } = sample;
      const holds = (row: SampleRow) =>
        condition?.holds(readValuesOf({ trajectory, row, group })) !== false;
      const written = dropRows(sample.toRows(), (row) => (holds(row) ? undefined : "filtered_out"));
      return { sample, written, index };
    });
    const selected = [...filtered];
    let taken = 0;
    for (const { sample, written, index } of sortByPreference(filtered, select)) {
      const isFull = taken >= limit;
      const left = dropRows(written, ({ linear }) => {
        if (isFull) return "not_selected";
        return duplicates.isFirst(linear) ? undefined : "duplicate";
      });
      if (left.rows.length > 0) taken++;
      selected[index] = { sample, written: left, index };
    }
    return { samples: selected, group };
  };
}
