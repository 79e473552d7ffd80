import { InvalidArgumentError } from "commander";
import { LONGEST_TIMEOUT_MS } from "../assert.js";
import type { Json } from "../json.js";
import { formatDay } from "../text/day.js";

/** The number that a text states; NaN for any other text, an empty one too. */
function toNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

/** Creates a parser of integers of at least `least`. */
export function integerFrom(least: number): (text: string) => number {
  return (text) => {
    const value = toNumber(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected an integer of at least ${least}.`);
  };
}

/** Parses a number above 0. */
export function parsePositive(text: string): number {
  const value = toNumber(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a number above 0.");
}

/** Parses a number of at least 0. */
export function parseTemperature(text: string): number {
  const value = toNumber(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("Expected a number of at least 0.");
}

/** Parses names separated by commas; at least one. */
export function parseNames(text: string): string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length > 0) return names;
  throw new InvalidArgumentError("Expected at least one name.");
}

/** Parses positive integers separated by commas. */
export function parseIntegers(text: string): number[] {
  return parseNames(text).map(integerFrom(1));
}

/** Parses a day of the form `YYYY-MM-DD`; returns the Unix seconds of its beginning in UTC. */
export function parseDay(text: string): number {
  const seconds = Date.parse(`${text}T00:00:00Z`) / 1000;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && formatsAs(text, seconds)) return seconds;
  throw new InvalidArgumentError("Expected a day such as 2014-07-23.");
}

/** False for days that no month has, which some engines move to the next month. */
function formatsAs(day: string, seconds: number): boolean {
  return !Number.isNaN(seconds) && formatDay(seconds) === day;
}

/** Parses a number. */
export function parseNumber(text: string): number {
  const value = toNumber(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Expected a number.");
}

/** Parses a number from 0 to 1. */
export function parseShare(text: string): number {
  const value = toNumber(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("Expected a number from 0 to 1.");
}

/** Parses a time in seconds; returns milliseconds. */
export function parseSeconds(text: string): number {
  const milliseconds = Math.round(1000 * Number(text));
  if (milliseconds > 0 && milliseconds <= LONGEST_TIMEOUT_MS) return milliseconds;
  throw new InvalidArgumentError("Expected a number of seconds above 0.");
}

/** Adds `KEY=JSON` to the options before it. */
export function collectOption(
  text: string,
  before: Readonly<Record<string, Json>> = {},
): Readonly<Record<string, Json>> {
  const [, key, json = ""] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError("Expected KEY=JSON, such as top_p=0.9.");
  try {
    return { ...before, [key]: JSON.parse(json) as Json };
  } catch {
    throw new InvalidArgumentError(`${json} is not JSON. Put texts in quotes: ${key}='"text"'.`);
  }
}

/** Values of an option that can be given once for all and once for each name. */
export interface NamedValues {
  /** The value without a name. */
  readonly all?: string;
  readonly named: ReadonlyMap<string, string>;
}

/**
 * Creates a parser of `VALUE` and `NAME=VALUE` that adds to the values before it.
 *
 * @param isValue - Whether a text without `NAME=` is a value; it may contain `=` itself.
 */
export function collectNamed(isValue: (text: string) => boolean, expected: string) {
  return (text: string, before: NamedValues = { named: new Map() }): NamedValues => {
    if (isValue(text)) return { ...before, all: text };
    const [, name, value = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || !isValue(value)) throw new InvalidArgumentError(expected);
    return { ...before, named: new Map([...before.named, [name, value]]) };
  };
}
