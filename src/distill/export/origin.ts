import { createRandom } from "../../random.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { ExportSplit } from "./formats/records.js";
import type { ExportSettings } from "./settings.js";

/** Id, user and split of a trajectory's records. */
export function originOf({ id, task }: Trajectory, settings: ExportSettings) {
  const user = task?.userId ?? null;
  return { id, user, split: assignSplit(user ?? id, settings) };
}

/**
 * Assigns a user, or a trajectory without a user, to a split. The result depends only on the name and the settings, so that a user
 * is in the same split in every export.
 *
 * @param name - The user's id; the trajectory's id if it has no user.
 */
export function assignSplit(
  name: string,
  { validationShare, seed }: Pick<ExportSettings, "validationShare" | "seed">,
): ExportSplit {
  return createRandom(seed, "validation", name)() < validationShare ? "validation" : "train";
}
