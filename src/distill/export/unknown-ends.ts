import type { Trajectory } from "../../trajectory/trajectory.js";
import type { SampleRow } from "./render-sample.js";

/**
 * Whether a row trains a reply of which the source of the trajectory does not say why it ended: one that a limit cut off cannot be
 * told from a whole one.
 */
export function hasUnknownEnd(
  { missing = [], calls = [] }: Trajectory,
  row: Pick<SampleRow, "rollout" | "calls">,
): boolean {
  if (!missing.includes("finishReasons")) return false;
  const trained =
    row.rollout === undefined
      ? calls.filter(({ discarded }) => discarded === undefined)
      : row.calls.flatMap((position) => calls[position] ?? []);
  return trained.some(({ finishReason }) => finishReason === null);
}
