/** What every command is given. */
export interface Context {
  readonly io: Io;
  /** Set by a command that did what it was asked and yet has to report a failure or a stop. */
  exitCode: number;
}

/** What a command may touch outside itself: everything it prints, reads from the environment or is told to stop by. */
export interface Io {
  /** Results, and nothing else. */
  readonly print: (text: string) => void;
  /** Progress, notices and errors. */
  readonly note: (text: string) => void;
  /** Whether a person watches, so that a moving progress bar makes sense. */
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether results may be painted. */
  readonly isColorful: boolean;
  /** Characters a line of results. */
  readonly width: number;
  /** Takes over Ctrl-C: the signal is aborted when the person asks to stop, and whoever has it stops soon. */
  readonly listenForStop: () => AbortSignal;
}

/** The exit codes of every command. */
export const EXIT = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;

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
