import { parseTrajectory } from "../trajectory-file.js";
import type { Trajectory } from "../trajectory.js";
import type { Batch } from "./batches.js";
import { decodeLine, splitLines } from "./byte-lines.js";

/**
 * The trajectories of a batch. Blank lines are skipped.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with file, line and reason.
 */
export function parseBatch({ bytes, firstLine, path }: Batch): Trajectory[] {
  const lines = splitLines(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  return lines.flatMap((line, place) => {
    const text = decodeLine(line);
    if (text.trim() === "") return [];
    const trajectory = parseTrajectory(text, `line ${firstLine + place} of ${path}`);
    return [{ ...trajectory, tools: shared(trajectory.tools) }];
  });
}

/** Rows by the thousand offer the same tools: as one list, so that what follows from it has to be found out only once. */
function shared(tools: Trajectory["tools"]): Trajectory["tools"] {
  const json = JSON.stringify(tools);
  if (last?.json !== json) last = { json, tools };
  return last.tools;
}

let last: { readonly json: string; readonly tools: Trajectory["tools"] } | undefined;
