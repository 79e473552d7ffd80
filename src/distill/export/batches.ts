import { decodeLine, readByteLines, splitLines } from "../../files.js";
import { parseTrajectory } from "../../trajectory/trajectory-file.js";
import type { Trajectory } from "../../trajectory/trajectory.js";

/** Some lines of a file of trajectories. All samples of a task that stand one after another are in one batch. */
export interface Batch {
  /** Lines, with newlines between them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of the first line in its file, from 1. */
  readonly firstLine: number;
  readonly path: string;
}

/** Enough for a thread to be worth its while, little enough to hold several. */
const BATCH_BYTES = 1 << 19;
const NEWLINE = 0x0a;

/** Cuts a file of trajectories into batches, in order. */
export async function* readBatches(path: string): AsyncGenerator<Batch> {
  let lines: Buffer[] = [];
  let size = 0;
  let number = 1;
  for await (const line of readByteLines(path)) {
    if (size >= BATCH_BYTES && mayCut(lines.at(-1), line)) {
      yield { bytes: join(lines), firstLine: number, path };
      number += lines.length;
      [lines, size] = [[], 0];
    }
    lines.push(line);
    size += line.length;
  }
  if (lines.length > 0) yield { bytes: join(lines), firstLine: number, path };
}

function join(lines: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const size = lines.reduce((sum, line) => sum + line.length + 1, -1);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    at += line.length;
    if (at < size) bytes[at++] = NEWLINE;
  }
  return bytes;
}

function mayCut(before: Buffer | undefined, after: Buffer): boolean {
  const task = before === undefined ? undefined : taskIdOf(before);
  return task === undefined || task !== taskIdOf(after);
}

/** Undefined for what has no task, and for what is no trajectory: whoever reads the batch says so. */
function taskIdOf(line: Buffer): string | undefined {
  try {
    const trajectory: { task?: { id?: unknown } | null } = JSON.parse(decodeLine(line));
    return typeof trajectory.task?.id === "string" ? trajectory.task.id : undefined;
  } catch {
    return undefined;
  }
}

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
