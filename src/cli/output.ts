import type { Io } from "./io.js";

export interface Result {
  /** Whether `--json` was given. */
  readonly json: boolean | undefined;
  /** Printed as one JSON object. */
  readonly value: object;
  /** What a person reads instead. */
  readonly text: () => string;
}

/** Prints what a command found out. */
export function printResult(io: Io, { json = false, value, text }: Result): void {
  io.print(json ? JSON.stringify(value, null, 2) : text());
}
