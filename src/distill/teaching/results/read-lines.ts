import { StarError } from "../../../errors.js";
import type { LastLine } from "../../../line-writer.js";
import { inspectTrajectoryFile } from "../../../trajectory/inspect-file.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import type { StoredLine } from "./line-file.js";

/** Checks one trajectory of a file. */
export type CheckTrajectory = (trajectory: Trajectory, location: string) => void;

/** The lines of a file by id, and the text after its last newline. */
export interface FileContent {
  readonly lines: Map<string, StoredLine>;
  readonly lastLine: LastLine;
}

/**
 * Reads and checks a file, without changing it. Of several lines with one id the last one counts.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when a line is not a valid trajectory.
 * @throws Whatever the check throws.
 */
export async function readLines(path: string, check: CheckTrajectory): Promise<FileContent> {
  const lines = new Map<string, StoredLine>();
  const lastLine = await inspectTrajectoryFile(path, (trajectory, { location, start, length }) => {
    check(trajectory, location);
    const { id, status } = trajectory;
    lines.set(id, { start, length, status });
  });
  return { lines, lastLine };
}

/** {@link readLines}, but two lines with one id are an error. */
export function readUniqueLines(path: string, check: CheckTrajectory): Promise<FileContent> {
  const locations = new Map<string, string>();
  return readLines(path, (trajectory, location) => {
    const { id } = trajectory;
    const earlier = locations.get(id);
    if (earlier !== undefined) throw repeatedId(id, [earlier, location]);
    locations.set(id, location);
    check(trajectory, location);
  });
}

function repeatedId(id: string, [earlier, location]: readonly [string, string]): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `The trajectory "${id}" of ${location} is also in ${earlier}.`,
    remedy: "Delete one of the two lines.",
  });
}
