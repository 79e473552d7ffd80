import { parseTrajectory } from "../../trajectory/trajectory-line.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Counterpart } from "./index/trace-list.js";
import type { TraceStore } from "./index/trace-store.js";

/** A run of a file. */
export interface StoredRun {
  readonly trajectory: Trajectory;
  /** Position in the file, from 0. */
  readonly position: number;
  /** The run with the same id in another file. */
  readonly counterpart: Counterpart | null;
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
  const { line, ...rest } = found;
  return { trajectory: parseTrajectory(line, `run ${rest.position + 1} of the file`), ...rest };
}
