import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../src/cli/io.js";
import { run } from "../../src/cli/run.js";

/** Flags of a small synthetic dataset. */
export const SMALL = "--users 40 --items 60 --interactions 800".split(" ");

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

/** Runs a command line in this process. Strings are split at spaces; arrays are used as they are. */
export function star(...args: Args): Promise<Outcome> {
  return starWith({}, ...args);
}

type Args = readonly (string | readonly string[])[];

/** {@link star} with environment variables. */
export async function starWith(
  environment: Readonly<Record<string, string>>,
  ...args: Args
): Promise<Outcome> {
  const [out, notes]: [string[], string[]] = [[], []];
  const print = (text: string) => out.push(text);
  const io = ioOf({ print, note: (text) => notes.push(text), environment });
  const argv = args.flatMap((arg) => (typeof arg === "string" ? arg.split(" ") : arg));
  const code = await run(argv, io);
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}

/** Silent I/O without a terminal, with the given changes. */
export function ioOf(change: Partial<Io>): Io {
  return {
    print: () => {},
    note: () => {},
    warn: change.note ?? (() => {}),
    isQuiet: false,
    isTerminal: false,
    isColorful: false,
    width: 100,
    environment: {},
    listenForInterrupt: () => new AbortController().signal,
    ...change,
  };
}

export function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "star-cli-"));
}
