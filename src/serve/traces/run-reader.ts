import { parseTrajectory } from "../../trajectory/trajectory-line.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { TraceStore } from "./index/trace-store.js";

/** A run of a file. */
export interface StoredRun {
  readonly trajectory: Trajectory;
  /** Position in the file, from 0. */
  readonly position: number;
}

/**
 * Reads and validates one run of a store.
 *
 * @param run - Its id, or its position in the file.
 * @returns Undefined if there is none.
 * @throws {StarError} `TRAJECTORY_INVALID` when the line is not a valid trajectory.
 */
export async function readRun(
  store: Pick<TraceStore, "read">,
  run: string | number,
): Promise<StoredRun | undefined> {
  const found = await store.read(run);
  if (found === undefined) return undefined;
  const { line, position } = found;
  return { trajectory: parseTrajectory(line, `run ${position + 1} of the file`), position };
}
