import { inspect } from "node:util";
import { terminalText } from "../../text/terminal-text.js";

/** Default error handler of the servers: emits a process warning, which Node prints to the terminal. */
export function warn(error: unknown): void {
  if (error instanceof Error) process.emitWarning(copyError(error, terminalText));
  else process.emitWarning(terminalText(String(error)));
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

function redact(error: unknown, secrets: readonly string[]): Error {
  return copyError(error instanceof Error ? error : new Error(inspect(error)), (text) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "[hidden]"), text),
  );
}

/** Copies message and stack. The cause is dropped: it can contain the same text at any depth. */
function copyError({ name, message, stack }: Error, clean: (text: string) => string): Error {
  return Object.assign(new Error(clean(message)), { name, stack: clean(stack ?? message) });
}
