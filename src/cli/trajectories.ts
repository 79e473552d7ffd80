import { existsSync } from "node:fs";
import { StarError } from "../errors.js";
import { summarizeTrajectories } from "../trajectory/print/print-trajectory.js";
import { readTrajectories } from "../trajectory/trajectory-file.js";
import type { Trajectory } from "../trajectory/trajectory.js";

/**
 * Reads one trajectory of a file.
 *
 * @param id - Default: the first trajectory.
 * @throws {StarError} `INVALID_ARGUMENT` if the file or the trajectory does not exist.
 */
export async function findTrajectory(path: string, id?: string): Promise<Trajectory> {
  assertFile(path);
  for await (const trajectory of readTrajectories(path)) {
    if (id === undefined || trajectory.id === id) return trajectory;
  }
  throw new StarError("INVALID_ARGUMENT", {
    message: id === undefined ? `${path} is empty.` : `${path} has no trajectory "${id}".`,
    remedy: "List the trajectories with: star trace FILE --list",
  });
}

/** Lists the trajectories of a file, as text with one line per trajectory and as data. */
export async function listTrajectories(path: string) {
  assertFile(path);
  const lines: string[] = [];
  const trajectories = [];
  for await (const trajectory of readTrajectories(path)) {
    const { id, status, outcome, steps } = trajectory;
    lines.push(summarizeTrajectories([trajectory]).trimEnd());
    trajectories.push({ id, status, rank: outcome?.rank ?? null, steps: steps.length });
  }
  return { value: { trajectories }, text: lines.join("\n") };
}

function assertFile(path: string): void {
  if (existsSync(path)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `There is no file ${path}.`,
    remedy: "Pass a file that star teach wrote.",
  });
}
