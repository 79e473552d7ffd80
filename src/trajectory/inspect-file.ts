import { open } from "node:fs/promises";
import { StarError } from "../errors.js";
import { decodeLine, findLastLineEnd, readByteLines } from "../files.js";
import type { LastLine } from "../line-writer.js";
import { beginsTrajectory, parseTrajectory } from "./trajectory-line.js";
import type { Trajectory } from "./trajectory.js";

/** Where a line is in its file. */
export interface LinePlace {
  /** Name of the line in errors, such as `line 3 of train.jsonl`. */
  readonly location: string;
  /** Offset in bytes. */
  readonly start: number;
  /** Bytes, without the newline. */
  readonly length: number;
}

type Visit = (trajectory: Trajectory, place: LinePlace) => void;

/** Number of invalid lines that an error lists. */
const LISTED = 5;

/**
 * Checks that a file contains trajectories, without changing it.
 *
 * @param visit - Called with every trajectory; every line is then validated. Default: only the first line is.
 * @returns The last line, for `repairLastLine`.
 * @throws {StarError} `FILE_EXISTS` when the file is not a trajectory file.
 * @throws {StarError} `TRAJECTORY_INVALID` with the numbers of the lines that are not valid trajectories.
 */
export async function inspectTrajectoryFile(path: string, visit?: Visit): Promise<LastLine> {
  const found = await findLastLineEnd(path);
  if (found === undefined) return { start: 0, bytes: 0, isWhole: false };
  const { end, size } = found;
  const errors = new Map<number, StarError>();
  let number = 0;
  let start = 0;
  let isFirst = true;
  for await (const bytes of readByteLines(path, end)) {
    const place = { location: `line ${++number} of ${path}`, start, length: bytes.length };
    start += bytes.length + 1;
    const text = decodeLine(bytes);
    if (text.trim() === "") continue;
    if (isFirst && !beginsTrajectory(text) && !isTrajectory(text))
      throw notTrajectories(path, text);
    isFirst = false;
    const error = visitLine(text, place, visit);
    if (error !== undefined) errors.set(number, error);
    if (visit === undefined) break;
  }
  const lastLine = await readLastLine(path, { start: end, bytes: size - end, isFirst });
  const place = { location: `line ${number + 1} of ${path}`, start: end, length: size - end };
  if (lastLine.isWhole) visitLine(lastLine.text, place, visit);
  if (errors.size > 0) throw invalidLines(path, errors);
  return lastLine;
}

/** Returns the error of an invalid line. */
function visitLine(text: string, place: LinePlace, visit?: Visit): StarError | undefined {
  try {
    const trajectory = parseTrajectory(text, place.location);
    visit?.(trajectory, place);
    return undefined;
  } catch (error) {
    if (StarError.isInstance(error) && error.code === "TRAJECTORY_INVALID") return error;
    throw error;
  }
}

/**
 * Reads the text after the last newline.
 *
 * @throws {StarError} `FILE_EXISTS` when it cannot be the beginning of a trajectory.
 */
async function readLastLine(
  path: string,
  { start, bytes, isFirst }: Omit<LastLine, "isWhole"> & { readonly isFirst: boolean },
): Promise<LastLine & { readonly text: string }> {
  const beginning = await readText(path, start, Math.min(bytes, 1000));
  // Other programs may write the fields in another order, so that "{" suffices after a line that is a trajectory.
  const isOwn = isFirst ? beginsTrajectory(beginning) : /^\s*(\{|$)/.test(beginning);
  if (bytes > 0 && !isOwn) throw notTrajectories(path, beginning);
  const text = await readText(path, start, bytes);
  return { start, bytes, isWhole: isTrajectory(text), text };
}

async function readText(path: string, start: number, bytes: number): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, start);
    return decodeLine(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function isTrajectory(text: string): boolean {
  try {
    return parseTrajectory(text, "the last line").id !== "";
  } catch {
    return false;
  }
}

function notTrajectories(path: string, text: string): StarError {
  const [line = ""] = text.trim().split("\n");
  return new StarError("FILE_EXISTS", {
    message: `${path} is not a trajectory file: it contains the line ${JSON.stringify(line.slice(0, 60))}. It was not changed.`,
    remedy: "Choose another file, or move this one away.",
  });
}

function invalidLines(path: string, errors: ReadonlyMap<number, StarError>): StarError {
  const [first] = errors.values();
  const numbers = [...errors.keys()];
  const others = numbers.slice(1, LISTED).join(", ");
  const more = numbers.length > LISTED ? `, and ${numbers.length - LISTED} more` : "";
  const also = others === "" ? "" : ` The same is true of the lines ${others}${more}.`;
  const script = numbers.map((number) => `${number}d`).join(";");
  return new StarError("TRAJECTORY_INVALID", {
    message: `${first?.problem ?? path}${also} Nothing was changed.`,
    remedy: `Correct the line, or delete it, so that its task is done again: sed -i.bak '${script}' ${path}`,
    fields: { path, lines: numbers.join(",") },
    cause: first,
  });
}
