import { StarError } from "../../errors.js";

/** The longest time that a timer can wait, in milliseconds. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** @throws {StarError} `INVALID_ARGUMENT` when a count, a size or a time in milliseconds is out of range. */
export function requireLimits(limits: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(limits)) {
    if (Number.isInteger(value) && value >= least && value <= LONGEST_WAIT_MS) continue;
    throw new StarError("INVALID_ARGUMENT", {
      message: `${name} is ${value}.`,
      remedy: `Pass a whole number from ${least} to ${LONGEST_WAIT_MS}.`,
    });
  }
}
