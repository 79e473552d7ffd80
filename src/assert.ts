import { StarError } from "./errors.js";

/** @throws {StarError} `INVALID_ARGUMENT` unless `value` is 1, 2, 3, ... */
export function assertPositiveInteger(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${name} is ${value}.`,
    remedy: "Pass a whole number from 1.",
  });
}

/** @throws {StarError} `INVALID_ARGUMENT` naming the first option that is not a positive finite number. */
export function assertPositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0 && value < Infinity)) throw refuse(name, value, "number");
  }
}

/** @throws {StarError} `INVALID_ARGUMENT` naming the first option that is not a positive integer. */
export function assertPositiveIntegers(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(Number.isInteger(value) && value > 0)) throw refuse(name, value, "integer");
  }
}

function refuse(name: string, value: number, kind: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The option ${name} is ${value}.`,
    remedy: `Pass a positive ${kind}.`,
  });
}

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
