import { inspect } from "node:util";

/** Default error handler of the servers: emits a process warning. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/** Wraps an error handler: an error that contains a secret is replaced by a copy without it. */
export function hideSecrets(
  onError: (error: unknown) => void,
  secrets: readonly (string | undefined)[],
): (error: unknown) => void {
  const hidden = secrets.filter((secret) => secret !== undefined).filter(Boolean);
  return (error) => {
    const shown = inspect(error, { depth: 8 });
    onError(hidden.some((secret) => shown.includes(secret)) ? redact(error, hidden) : error);
  };
}

/** Copies message and stack. The cause is dropped: it can contain secrets at any depth. */
function redact(error: unknown, secrets: readonly string[]): Error {
  const clean = (text: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "[hidden]"), text);
  const { message, stack } = error instanceof Error ? error : new Error(inspect(error));
  return Object.assign(new Error(clean(message)), { stack: clean(stack ?? message) });
}
