import type { Command } from "commander";
import { renderTrajectory } from "../../trajectory/print/print-trajectory.js";
import { type Context, type Io, printResult } from "../io.js";
import { findTrajectory, listTrajectories } from "../trajectories.js";

interface TraceOptions {
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

/** `star trace`. */
export function addTraceCommand(program: Command, { io }: Context): void {
  program
    .command("trace")
    .description("Show how a recorded run came to its ranking")
    .argument("<file>", "trajectories, as star teach writes them")
    .option("--id <id>", "which one (default: the first)")
    .option("--list", "one line each instead")
    .option("--full", "tool answers whole")
    .option("--json", "the record as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: TraceOptions) => traceCommand(file, options, io));
}

async function traceCommand(file: string, options: TraceOptions, io: Io): Promise<void> {
  const { id, list = false, full = false, json } = options;
  if (list) {
    const { value, text } = await listTrajectories(file);
    return printResult(io, { json, value, text: () => text });
  }
  const trajectory = await findTrajectory(file, id);
  const { isColorful: color, width } = io;
  const text = () => renderTrajectory(trajectory, { color, width, full }).trimEnd();
  printResult(io, { json, value: trajectory, text });
}
