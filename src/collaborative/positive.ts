import { StarError } from "../errors.js";

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
