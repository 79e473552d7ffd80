import { CommanderError } from "commander";
import { StarError } from "../errors.js";
import { EXIT } from "./io.js";

/** A failure as `--json` prints it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly exitCode: number;
  /** True for what this program did not foresee. */
  readonly isUnexpected: boolean;
}

/** Whatever a command threw. */
export function toFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommanderError) return failure("USAGE", message, EXIT.usage);
  if (error instanceof DOMException && error.name === "AbortError") {
    return failure("STOPPED", "Stopped on request.", EXIT.interrupted);
  }
  if (!StarError.isInstance(error)) {
    return { ...failure("UNEXPECTED", message, EXIT.failure), isUnexpected: true };
  }
  const { code } = error;
  return failure(code, message, code === "INVALID_ARGUMENT" ? EXIT.usage : EXIT.failure);
}

function failure(code: string, message: string, exitCode: number): Failure {
  return { code, message, exitCode, isUnexpected: false };
}
