import type { Io } from "./io.js";

/** What every command is given. */
export interface Context {
  readonly io: Io;
  /** Set by a command that did what it was asked and yet has to report a failure or a stop. */
  exitCode: number;
}
