import type { Command } from "commander";
import { renderTrajectory } from "../../trajectory/print/print-trajectory.js";
import { type Context, type Io, printResult } from "../io.js";
import { notePendingResults } from "../pending-results.js";
import { findTrajectory, listTrajectories } from "../trajectories.js";

interface TraceFlags {
  readonly id?: string;
  readonly list?: boolean;
  readonly full?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  $ star trace teacher.jsonl
  $ star trace teacher.jsonl --list
  $ star trace teacher.jsonl --id "synthetic/classic/test/u0007/58/0/1#0" --full`;

/** Adds `star trace`. */
export function addTraceCommand(program: Command, { io }: Context): void {
  program
    .command("trace")
    .description("Print a recorded trajectory step by step")
    .argument("<file>", "trajectory file written by star teach")
    .option("--id <id>", "trajectory id (default: the first in the file)")
    .option("--list", "print one line per trajectory")
    .option("--full", "print whole tool results")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((file: string, flags: TraceFlags) => traceCommand(file, flags, io));
}

async function traceCommand(file: string, flags: TraceFlags, io: Io): Promise<void> {
  const { id, list = false, full = false, json } = flags;
  notePendingResults(file, io);
  if (list) {
    const { value, text } = await listTrajectories(file);
    return printResult(io, { json, value, text: () => text });
  }
  const trajectory = await findTrajectory(file, id);
  const { isColorful: color, width } = io;
  const text = () => renderTrajectory(trajectory, { color, width, full }).trimEnd();
  printResult(io, { json, value: trajectory, text });
}
