import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../src/cli/io.js";
import { run } from "../../src/cli/run.js";

/** A synthetic dataset that is fitted in no time. */
export const SMALL = "--users 40 --items 60 --interactions 800".split(" ");

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

/** Runs a command line in this process. Words are split at spaces; arrays are taken as they are. */
export function star(...words: Words): Promise<Outcome> {
  return starWith({}, ...words);
}

type Words = readonly (string | readonly string[])[];

/** {@link star} with variables in the environment. */
export async function starWith(
  environment: Readonly<Record<string, string>>,
  ...words: Words
): Promise<Outcome> {
  const [out, notes]: [string[], string[]] = [[], []];
  const print = (text: string) => out.push(text);
  const io = ioOf({ print, note: (text) => notes.push(text), environment });
  const argv = words.flatMap((word) => (typeof word === "string" ? word.split(" ") : word));
  const code = await run(argv, io);
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}

/** What a command may touch, with nobody watching and nothing printed unless `change` says so. */
export function ioOf(change: Partial<Io>): Io {
  return {
    print: () => {},
    note: () => {},
    isTerminal: false,
    isColorful: false,
    width: 100,
    environment: {},
    listenForStop: () => new AbortController().signal,
    ...change,
  };
}

export function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "star-cli-"));
}
