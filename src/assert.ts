import { StarError } from "./errors.js";
import { isRecord } from "./json.js";

/** Range of an integer, both ends included. */
export interface IntegerRange {
  /** Default 1. */
  readonly least?: number;
  /** Default `Number.MAX_SAFE_INTEGER`. */
  readonly most?: number;
}

/** Longest delay of a Node timer, in milliseconds. */
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Checks that options are integers in a range. An option that is `undefined` passes: its default applies.
 *
 * @throws {StarError} `INVALID_ARGUMENT` naming the first option that is not an integer in the range.
 */
export function assertIntegers(
  options: Readonly<Record<string, number | undefined>>,
  { least = 1, most = Number.MAX_SAFE_INTEGER }: IntegerRange = {},
): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (Number.isSafeInteger(value) && value >= least && value <= most) continue;
    throw invalidOption(name, value, `Pass ${describeRange({ least, most })}.`);
  }
}

function describeRange({ least, most }: Required<IntegerRange>): string {
  if (most < Number.MAX_SAFE_INTEGER) return `an integer from ${least} to ${most}`;
  return least === 1 ? "a positive integer" : `an integer of at least ${least}`;
}

/** @throws {StarError} `INVALID_ARGUMENT` naming the first option that is not a positive finite number. */
export function assertPositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0 && value < Infinity))
      throw invalidOption(name, value, "Pass a positive number.");
  }
}

/** @throws {StarError} `INVALID_ARGUMENT` naming the first option that is neither a function nor undefined. */
export function assertFunctions(options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && typeof value !== "function")
      throw invalidOption(name, value, "Pass a function, or leave it out.");
  }
}

/** An `INVALID_ARGUMENT` error about one option; `fields` holds the option's name and value. */
export function invalidOption(option: string, value: unknown, remedy: string): StarError {
  const shown = describeValue(value);
  return new StarError("INVALID_ARGUMENT", {
    message: `${option} is ${shown}.`,
    remedy,
    fields: { option, value: typeof value === "number" ? value : shown },
  });
}

/**
 * Checks that the argument of a function is an options object without unknown keys.
 *
 * @param name - Name of the function, for the message.
 * @param known - Every option that the function reads; the type asks for all of them.
 * @throws {StarError} `INVALID_ARGUMENT` naming the first unknown option and listing the known ones.
 */
export function assertOptions<Options extends object>(
  name: string,
  options: Options,
  known: Readonly<Record<keyof Options, true>>,
): void {
  const names = Object.keys(known).join(", ");
  if (!isRecord(options)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `The options of ${name} are ${describeValue(options)}.`,
      remedy: `Pass an object with the options: ${names}.`,
      fields: { option: name, value: describeValue(options) },
    });
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${name} has no option ${JSON.stringify(unknown)}.`,
    remedy: `Remove it, or use one of: ${names}.`,
    fields: { option: unknown, value: describeValue(options[unknown]) },
  });
}

/** A value of any type in a few words, for an error message: `"gpt"`, `an array of 3`, `an object with llm, tools`. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value))
    return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  if (value instanceof Promise) return "a promise, which must be awaited";
  const className = Object.getPrototypeOf(value)?.constructor?.name ?? "Object";
  if (className !== "Object") return `an instance of ${className}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? "an empty object" : `an object with ${keys.slice(0, 5).join(", ")}`;
}
