/** State of one command line, passed to every command. */
export interface Context {
  readonly io: Io;
  /** Set by a command that completed but must report a failure or an interrupt. */
  exitCode: number;
}

/** I/O streams, environment and abort signal of a command. */
export interface Io {
  /** Prints results to stdout. */
  readonly print: (text: string) => void;
  /** Prints progress and notices to stderr; nothing with `--quiet`. */
  readonly note: (text: string) => void;
  /** Prints errors, and addresses that one must know, to stderr; also with `--quiet`. */
  readonly warn: (text: string) => void;
  /** True with `--quiet`: no progress is shown. */
  readonly isQuiet: boolean;
  /** True if stderr is a terminal, so that a progress bar can be drawn. */
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True if results may be colored. */
  readonly isColorful: boolean;
  /** Line width of results, in characters. */
  readonly width: number;
  /** Handles Ctrl-C from now on: the first one aborts the returned signal, and the command must end soon after. */
  readonly listenForInterrupt: () => AbortSignal;
}

/** Exit codes of every command. */
export const EXIT = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;

interface Result {
  /** Value of the `--json` flag. */
  readonly json: boolean | undefined;
  /** Printed as one JSON object with `--json`. */
  readonly value: object;
  /** Returns the text printed without `--json`. */
  readonly text: () => string;
}

/** Prints the result of a command. */
export function printResult(io: Io, { json = false, value, text }: Result): void {
  io.print(json ? JSON.stringify(value, null, 2) : text());
}
