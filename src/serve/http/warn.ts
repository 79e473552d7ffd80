/** Where failures inside a server go unless they are asked for: a warning of the process. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
