import { renderTrajectory } from "../../trajectory/print/print-trajectory.js";
import type { SelectedRun } from "../../trajectory/search/select-runs.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { type Io, printResult } from "../io.js";
import { findRun } from "./find-run.js";
import { openSelection, type RunSelectionFlags } from "./selection.js";

/** Flags of {@link showRun}. */
interface ShowFlags extends RunSelectionFlags {
  readonly id?: string | undefined;
  readonly full?: boolean;
  readonly json?: boolean;
}

/** Prints one of the selected trajectories, by default the first. */
export async function showRun(path: string, flags: ShowFlags, io: Io): Promise<void> {
  const { id, full = false, json } = flags;
  const { runs } = await openSelection(path, flags);
  const trajectory = await findRun(trajectoriesOf(runs), { id, path });
  const { isColorful: color, width } = io;
  const text = () => renderTrajectory(trajectory, { color, width, full }).trimEnd();
  printResult(io, { json, value: trajectory, text });
}

/** The trajectories of a selection. */
export async function* trajectoriesOf(
  runs: AsyncIterable<SelectedRun>,
): AsyncGenerator<Trajectory> {
  for await (const { trajectory } of runs) yield trajectory;
}
