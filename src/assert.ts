import { StarError } from "./errors.js";

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
 * Checks options that count something. An option that is `undefined` passes: its default applies.
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

/** An `INVALID_ARGUMENT` error about one option; `fields` holds the option's name and value. */
export function invalidOption(option: string, value: unknown, remedy: string): StarError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new StarError("INVALID_ARGUMENT", {
    message: `${option} is ${shown}.`,
    remedy,
    fields: { option, value: typeof value === "number" ? value : shown },
  });
}
