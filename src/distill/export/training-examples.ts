import type { Trajectory } from "../../trajectory/trajectory.js";
import type { TrainingExample } from "./formats/records.js";
import { originOf } from "./origin.js";
import type { SampleRow } from "./render-sample.js";
import type { ExportSettings } from "./settings.js";

/** Gives the rows of a trajectory their ids and their split. */
export function toTrainingExamples(
  trajectory: Trajectory,
  rows: readonly SampleRow[],
  settings: ExportSettings,
): TrainingExample[] {
  const origin = originOf(trajectory, settings);
  let number = 0;
  return rows.map(({ conversation, linear, rollout }) => {
    if (rollout === undefined) return { ...origin, conversation, linear };
    return {
      ...origin,
      id: `${origin.id}/conversation/${++number}`,
      conversation,
      linear,
      rollout,
    };
  });
}
