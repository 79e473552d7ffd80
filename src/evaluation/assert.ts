import { StarError } from "../errors.js";

/** @throws {StarError} `INVALID_ARGUMENT` unless `value` is 1, 2, 3, ... */
export function assertPositiveInteger(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${name} is ${value}.`,
    remedy: "Pass a whole number from 1.",
  });
}
