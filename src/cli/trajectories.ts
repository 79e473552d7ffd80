import { existsSync } from "node:fs";
import { StarError } from "../errors.js";
import { summarizeTrajectories } from "../trajectory/print/print-trajectory.js";
import { readTrajectories } from "../trajectory/trajectory-file.js";
import type { Trajectory } from "../trajectory/trajectory.js";

/**
 * One trajectory of a file.
 *
 * @param id - Default: that of the first.
 * @throws {StarError} `INVALID_ARGUMENT` when there is no such file or trajectory.
 */
export async function findTrajectory(path: string, id?: string): Promise<Trajectory> {
  assertFile(path);
  for await (const trajectory of readTrajectories(path)) {
    if (id === undefined || trajectory.id === id) return trajectory;
  }
  throw new StarError("INVALID_ARGUMENT", {
    message: id === undefined ? `${path} is empty.` : `${path} has no trajectory "${id}".`,
    remedy: "See which there are with: star trace FILE --list",
  });
}

/** One line a trajectory, and the same as data. Reads the file once, in constant memory but for the result. */
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
