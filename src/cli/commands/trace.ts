import type { Command } from "commander";
import type { Context, Io } from "../io.js";
import { notePendingResults } from "../pending-results.js";
import { CONDITION_HELP } from "../selection-flags.js";
import { listRuns } from "../trace/list-runs.js";
import { addRunSelectionFlags, isSelecting, type RunSelectionFlags } from "../trace/selection.js";
import { showRun } from "../trace/show-run.js";

interface TraceFlags extends RunSelectionFlags {
  readonly id?: string;
  readonly list?: boolean;
  readonly full?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
An id can be shortened to its beginning, or to the beginning of a part of it after a slash, such as the user's.

${CONDITION_HELP}
Of a trajectory with several rows, as star export would write them, the condition must hold for one.

Examples:
  $ star trace teacher.jsonl
  $ star trace teacher.jsonl --list
  $ star trace teacher.jsonl --id u0007/ --full
  $ star trace teacher.jsonl --rank 6- --agent interest_divergence
  $ star trace teacher.jsonl --where "rounds > 1 and rank = 1"
  $ star trace teacher.jsonl --grep "contradict" --agent reflector --in reply`;

/** Adds `star trace`. */
export function addTraceCommand(program: Command, { io }: Context): void {
  const command = program
    .command("trace")
    .description("Print recorded trajectories: one step by step, a list, or those with a text")
    .argument("<file>", "trajectory file written by star teach");
  addRunSelectionFlags(command)
    .option("--id <id>", "trajectory id or its beginning (default: the first in the file)")
    .option("--list", "print one line per trajectory; the default with a selection")
    .option("--full", "print whole tool results, and all lines that --grep finds")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((file: string, flags: TraceFlags) => traceCommand(file, flags, io));
}

async function traceCommand(file: string, flags: TraceFlags, io: Io): Promise<void> {
  const { id, list = false } = flags;
  notePendingResults(file, io);
  if (list || (id === undefined && isSelecting(flags))) return listRuns(file, flags, io);
  return showRun(file, flags, io);
}
