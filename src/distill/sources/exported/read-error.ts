/**
 * An error as the recorder names it, `Name: message`. Tracers print more: LangChain's the message, then the stack, which says
 * the name; Python's `Name('message')`, then the traceback. Both would tell paths of a machine.
 */
export function readError(printed: string): string {
  const [head = ""] = printed.split(/\n +at /);
  return fromStack(head) ?? fromPython(printed) ?? (/^\w+: /.test(head) ? head : `Error: ${head}`);
}

/** The message may hold empty lines: the stack begins after the one that is followed by the same message again. */
function fromStack(head: string): string | undefined {
  for (let at = head.indexOf("\n\n"); at !== -1; at = head.indexOf("\n\n", at + 1)) {
    const message = head.slice(0, at);
    const name = nameBefore(message, head.slice(at + 2));
    if (name !== undefined) return `${name}: ${message}`;
  }
  return undefined;
}

function nameBefore(message: string, header: string): string | undefined {
  const [, name, told = ""] = /^(\w+)(?:: ?(.*))?$/s.exec(header) ?? [];
  return told === message ? name : undefined;
}

function fromPython(printed: string): string | undefined {
  const [, name, message] = /^(\w+)\((.*?)\)(?=Traceback|\n|$)/s.exec(printed) ?? [];
  if (name === undefined || message === undefined) return undefined;
  const quoted = /^(["'])(.*)\1,?$/s.exec(message);
  return `${name}: ${quoted?.[2] ?? message}`;
}
