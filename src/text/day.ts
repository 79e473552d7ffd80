import { StarError } from "../errors.js";

/** From here on, a number is no Unix seconds but a smaller unit. As seconds, it is the year 5138. */
export const TOO_LARGE_FOR_SECONDS = 1e11;

/** Seconds of a day in UTC. */
export const DAY_SECONDS = 86_400;

/** Units of a number of at least this size, if it is a recent point in time. */
const UNITS = [
  { least: 1e17, unit: "nanoseconds", perSecond: 1_000_000_000 },
  { least: 1e14, unit: "microseconds", perSecond: 1_000_000 },
  { least: TOO_LARGE_FOR_SECONDS, unit: "milliseconds", perSecond: 1000 },
] as const;

/** What is wrong with a number as Unix seconds: it is far too large. Undefined if nothing is. */
export function findWrongUnit(seconds: number): string | undefined {
  const found = UNITS.find(({ least }) => Math.abs(seconds) >= least);
  if (found === undefined) return undefined;
  return `expected seconds, not ${found.unit}: divide it by ${found.perSecond}`;
}

/**
 * The day of a timestamp in UTC, as `YYYY-MM-DD`.
 *
 * @param seconds - Unix seconds.
 * @throws {StarError} `INVALID_ARGUMENT` if the number is not finite, or too large for seconds.
 */
export function formatDay(seconds: number): string {
  const problem = Number.isFinite(seconds) ? findWrongUnit(seconds) : "expected a finite number";
  if (problem === undefined) return new Date(seconds * 1000).toISOString().slice(0, 10);
  throw new StarError("INVALID_ARGUMENT", {
    message: `The timestamp of an interaction is ${seconds}: ${problem}.`,
    remedy: 'Use Unix seconds, or a dataset whose clock is "order".',
    fields: { option: "timestamp", value: seconds },
  });
}
