import { inspect } from "node:util";

/** Hands errors on without secrets: where one quotes a secret, what is handed on is a copy that does not. */
export function hideSecrets(
  onError: (error: unknown) => void,
  secrets: readonly (string | undefined)[],
): (error: unknown) => void {
  const hidden = secrets.filter((secret) => secret !== undefined).filter(Boolean);
  return (error) => {
    const isQuoting = hidden.some((secret) => inspect(error, { depth: 8 }).includes(secret));
    onError(isQuoting ? cleaned(error, hidden) : error);
  };
}

/** The cause is left behind: it can hold anything, at any depth. */
function cleaned(error: unknown, secrets: readonly string[]): Error {
  const clean = (text: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "[hidden]"), text);
  const { message, stack } = error instanceof Error ? error : new Error(inspect(error));
  return Object.assign(new Error(clean(message)), { stack: clean(stack ?? message) });
}
