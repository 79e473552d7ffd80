import type { Trajectory } from "../../../trajectory/trajectory.js";
import type { CompiledCondition } from "../condition/compile-condition.js";
import type { ConditionName } from "../condition/names.js";
import { createSampleRenderer, type Sample } from "../render-sample.js";
import { EXPORT_DEFAULTS, type ExportSettings } from "../settings.js";
import type { TokenMeter } from "../tokens.js";
import { type ReadableRow, readValuesOf } from "./read-values.js";
import { type TaskOutcome, taskOutcomeOf } from "./task-outcome.js";

/** Options of {@link filterRuns}. */
export interface FilterRunsOptions {
  readonly condition: CompiledCondition;
  /** Counts tokens, for conditions that use them. Default: `tokens` is missing. */
  readonly meter?: TokenMeter | undefined;
}

/** Values that a trajectory has only as rows. */
const ROW_NAMES: readonly ConditionName[] = [
  "reward",
  "length",
  "tokens",
  "calls",
  "turns",
  "model",
  "agent",
  "rendering",
];
/** Values of all samples of a task. */
const GROUP_NAMES: readonly ConditionName[] = ["samples", "successes", "difficulty"];

/** The rows of `star export` without filters. */
const UNFILTERED: ExportSettings = {
  ...EXPORT_DEFAULTS,
  keepRank: null,
  maxTokens: null,
  anySplit: true,
};

/**
 * Filters trajectories by a condition, in constant memory. The condition must hold for one of the rows that an export without filters
 * would write. The values of rows are missing for a trajectory without rows, such as that of a failed run. Samples of a task count
 * as such where they are consecutive.
 */
export async function* filterRuns(
  trajectories: AsyncIterable<Trajectory>,
  { condition, meter }: FilterRunsOptions,
): AsyncGenerator<Trajectory> {
  const { names, holds } = condition;
  const toSample = createSampleRenderer(UNFILTERED, { meter, rendersDropped: true });
  const usesRows = ROW_NAMES.some((name) => names.has(name));
  const usesGroups = GROUP_NAMES.some((name) => names.has(name));
  const isKept = (sample: Sample, group: TaskOutcome | undefined) => {
    const { trajectory } = sample;
    const rows = usesRows ? rowsOf(sample) : [undefined];
    return rows.some((row) => holds(readValuesOf({ trajectory, row, group })));
  };
  for await (const group of groupSamples(trajectories, usesGroups)) {
    const samples = group.map(toSample);
    const outcome = usesGroups ? taskOutcomeOf(samples) : undefined;
    for (const sample of samples) if (isKept(sample, outcome)) yield sample.trajectory;
  }
}

function rowsOf(sample: Sample): readonly (ReadableRow | undefined)[] {
  const { rows, dropped } = sample.toRows();
  const all = [...rows, ...dropped];
  return all.length > 0 ? all : [undefined];
}

/** Groups consecutive samples of a task; each trajectory by itself if groups are not needed. */
async function* groupSamples(
  trajectories: AsyncIterable<Trajectory>,
  isNeeded: boolean,
): AsyncGenerator<readonly Trajectory[]> {
  let group: Trajectory[] = [];
  for await (const trajectory of trajectories) {
    const task = group[0]?.task;
    const belongs = isNeeded && task && task.id === trajectory.task?.id;
    if (group.length > 0 && !belongs) {
      yield group;
      group = [];
    }
    group.push(trajectory);
  }
  if (group.length > 0) yield group;
}
