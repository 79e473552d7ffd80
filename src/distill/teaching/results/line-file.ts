import { type LineWriter, openLineWriter, type WrittenLine } from "../../../line-writer.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";

/** A line and the status of its trajectory. */
export interface StoredLine extends WrittenLine {
  readonly status: Trajectory["status"];
}

/** An open file and its lines by the id of their trajectory. */
export interface LineFile extends LineWriter {
  readonly lines: Map<string, StoredLine>;
}

/** Opens a file whose lines are known. Default: a new file. */
export async function openLineFile(
  path: string,
  lines: Map<string, StoredLine> = new Map(),
): Promise<LineFile> {
  return { ...(await openLineWriter(path)), lines };
}
