import type { Sample, SampleRows } from "../render-sample.js";
import type { SelectMode } from "../settings.js";
import { rewardOf } from "./read-values.js";

/** A sample and the rows that are left of it. */
export interface SelectedSample {
  readonly sample: Sample;
  readonly written: SampleRows;
}

/** Sorts samples of one task, the preferred one first. Equal samples keep their order. */
export function sortByPreference<Selected extends SelectedSample>(
  samples: readonly Selected[],
  mode: SelectMode,
): Selected[] {
  if (mode === "all") return [...samples];
  const keyed = samples.map((selected) => ({ selected, key: keyOf(selected, mode) }));
  return keyed
    .sort((one, other) => compareKeys(one.key, other.key))
    .map(({ selected }) => selected);
}

/** Numbers to compare one after the other; the smaller one is preferred. */
function keyOf({ sample: { trajectory }, written: { rows } }: SelectedSample, mode: SelectMode) {
  const rank = trajectory.outcome?.rank ?? Infinity;
  const size = rows.reduce(
    (sum, { tokens, linear }) => sum + (tokens?.total ?? linear.text.length),
    0,
  );
  const last = [trajectory.sample];
  if (mode === "shortest") return [size, rank, ...last];
  const rewards = rows.map((row) => rewardOf({ trajectory, row }) ?? -Infinity);
  return [rank, -Math.max(...rewards), size, ...last];
}

function compareKeys(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const second = other[index] ?? 0;
    if (value !== second) return value < second ? -1 : 1;
  }
  return 0;
}
