import { z } from "zod";
import { StarError } from "../errors.js";
import { isRecord } from "../json.js";
import { trajectorySchema, type Trajectory } from "./trajectory.js";

/**
 * Parses one line of a trajectory file.
 *
 * @param location - Name of the line in errors, such as `line 3 of train.jsonl`.
 * @throws {StarError} `TRAJECTORY_INVALID` with location and reason when the line is not a valid trajectory.
 */
export function parseTrajectory(line: string, location: string): Trajectory {
  const value = parseJsonLine(line, location);
  const json = isRecord(value) ? JSON.stringify(value["tools"]) : undefined;
  if (lastTools !== undefined && json === lastTools.json) {
    return { ...parseValue(otherFields, value, location), tools: lastTools.tools };
  }
  const trajectory = parseValue(trajectorySchema, value, location);
  lastTools = { json, tools: trajectory.tools };
  return trajectory;
}

/**
 * The tools that were read last. Most files repeat them in every line: they are checked once, and are one object, so that results cached per
 * list are computed once.
 */
let lastTools:
  | { readonly json: string | undefined; readonly tools: Trajectory["tools"] }
  | undefined;

const otherFields = trajectorySchema.extend({ tools: z.custom<Trajectory["tools"]>() });

/**
 * Writes a trajectory as one line. The key `schema` comes first, so that the beginning of a line can be recognized. Some readers
 * treat U+2028 and U+2029 as line ends, even inside JSON strings.
 */
export function toTrajectoryLine({ schema, ...rest }: Trajectory): string {
  const json = JSON.stringify({ schema, ...rest }).replace(/[\u2028\u2029]/g, (character) =>
    character === "\u2028" ? "\\u2028" : "\\u2029",
  );
  return `${json}\n`;
}

const BEGINNING = '{"schema":"star.trajectory/';

/** True for the beginning of a line that contains a trajectory, however short it is. White space is ignored. */
export function beginsTrajectory(text: string): boolean {
  const compact = text.slice(0, 100).replace(/\s/g, "").slice(0, BEGINNING.length);
  return compact !== "" && BEGINNING.startsWith(compact);
}

/** @throws {StarError} `TRAJECTORY_INVALID` when the text is not JSON. */
export function parseJsonLine(line: string, location: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw invalidLine(location, String(cause), cause);
  }
}

/** @throws {StarError} `TRAJECTORY_INVALID` when the value does not match the schema. */
export function parseValue<T>(schema: z.ZodType<T>, value: unknown, location: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidLine(location, z.prettifyError(parsed.error), parsed.error);
}

function invalidLine(location: string, reason: string, cause: unknown): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `${location.charAt(0).toUpperCase()}${location.slice(1)} is not a valid trajectory: ${reason}`,
    remedy: "Correct or delete the line, or write the file again.",
    cause,
  });
}
