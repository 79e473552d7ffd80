import { mkdir, open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { StarError } from "../errors.js";
import { cutTornLine, readLines } from "../files.js";
import { trajectorySchema, type Trajectory } from "./trajectory.js";

/** Appends trajectories to a file. */
export interface TrajectoryWriter {
  /** Bytes of a torn last line that were cut when the file was opened; 0 for a whole or new file. */
  readonly cutBytes: number;
  /** Resolves once the line is with the operating system. Calls may overlap: lines are written one after the other. */
  append(trajectory: Trajectory): Promise<void>;
  /** Waits for what is being written, and closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a file of trajectories, one line of JSON each, to append to it. A line torn by a kill is cut first. Every line is one
 * write, so that a kill tears the last line at most.
 */
export async function openTrajectoryFile(path: string): Promise<TrajectoryWriter> {
  await mkdir(dirname(path), { recursive: true });
  const cutBytes = await cutTornLine(path);
  const file = await open(path, "a");
  let last = Promise.resolve();
  return {
    cutBytes,
    append(trajectory) {
      const line = Buffer.from(toLine(trajectory));
      last = last.then(() => writeWhole(file, line));
      return last;
    },
    async close() {
      await last.finally(() => file.close());
    },
  };
}

/** The operating system may take less than it was given, when a disk is nearly full. */
async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written);
    written += bytesWritten;
  }
}

/**
 * The trajectories of a file, one at a time and in constant memory. Blank lines are skipped.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with file, line and reason.
 */
export async function* readTrajectories(path: string): AsyncGenerator<Trajectory> {
  for await (const { value, place } of readValues(path)) {
    yield parse(trajectorySchema, value, place);
  }
}

/**
 * The trajectory that a line holds.
 *
 * @param place - What an error calls the line, such as `line 3 of train.jsonl`.
 * @throws {StarError} `TRAJECTORY_INVALID` with place and reason.
 */
export function parseTrajectory(line: string, place: string): Trajectory {
  return parse(trajectorySchema, parseJson(line, place), place);
}

/**
 * The ids of the trajectories in a file, to know what need not be run again. Only ids are read, so this is fast. Open the file
 * for appending first: that creates it, and cuts a torn last line.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with file, line and reason.
 */
export async function listTrajectoryIds(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { value, place } of readValues(path)) {
    ids.add(parse(z.object({ id: z.string() }), value, place).id);
  }
  return ids;
}

async function* readValues(path: string): AsyncGenerator<{ value: unknown; place: string }> {
  for await (const { line, number } of readLines(path)) {
    const place = `line ${number} of ${path}`;
    if (line.trim() !== "") yield { value: parseJson(line, place), place };
  }
}

/** U+2028 and U+2029 end a line for some readers, inside a JSON text too. */
function toLine(trajectory: Trajectory): string {
  const json = JSON.stringify(trajectory).replace(/[\u2028\u2029]/g, (character) =>
    character === "\u2028" ? "\\u2028" : "\\u2029",
  );
  return `${json}\n`;
}

function parseJson(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw invalid(place, String(cause), cause);
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(place, z.prettifyError(parsed.error), parsed.error);
}

function invalid(place: string, reason: string, cause: unknown): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `No trajectory stands in ${place}: ${reason}`,
    remedy: "Correct or delete that line, or write the file again.",
    cause,
  });
}
