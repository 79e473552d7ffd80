import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** Options of {@link runStar}. */
export interface StarProcessOptions {
  readonly args: readonly string[];
  /** Address of the queue. Default: none. */
  readonly queue?: string;
}

/** The command in a process. */
export interface StarProcess {
  readonly child: ChildProcess;
  /** The end of what it printed to stderr. */
  readonly notes: () => string;
  readonly ended: Promise<unknown>;
  /** Resolves when it has ended; rejects unless with exit code 0. */
  completed(): Promise<void>;
}

/** Flags of a synthetic dataset with so many tasks. */
export function datasetFlags(tasks: number): string[] {
  const sizes = { users: tasks, items: 400, interactions: 12 * tasks };
  return Object.entries({ ...sizes, tasks }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
}

/** Starts the command line of this checkout. */
export function runStar({ args, queue }: StarProcessOptions): StarProcess {
  const program = ["--import", import.meta.resolve("tsx"), "src/cli/main.ts", ...args];
  const child = spawn(process.execPath, program, {
    env: { ...process.env, ...(queue !== undefined && { STAR_QUEUE: queue }) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let notes = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    notes = (notes + chunk.toString()).slice(-4000);
  });
  const ended = once(child, "exit");
  return {
    child,
    notes: () => notes,
    ended,
    async completed() {
      await ended;
      if (child.exitCode !== 0)
        throw new Error(`star ${args[0]} ended with ${child.exitCode}:\n${notes}`);
    },
  };
}
