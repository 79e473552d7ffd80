import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { createFolder } from "./support.js";

/** Writes trajectories to a file of their own, and returns its path. */
export async function writeTrajectories(
  trajectories: readonly Trajectory[],
  name = "runs.jsonl",
): Promise<string> {
  const path = join(await createFolder(), name);
  await writeFile(path, trajectories.map((run) => `${JSON.stringify(run)}\n`).join(""));
  return path;
}
