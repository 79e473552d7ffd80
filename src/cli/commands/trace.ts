import { type Command, InvalidArgumentError } from "commander";
import { addDataFlags } from "../data-flags.js";
import type { Context, Io } from "../io.js";
import { integerFrom } from "../parse.js";
import { notePendingResults } from "../pending-results.js";
import { CONDITION_HELP } from "../selection-flags.js";
import { showTracePage, type TraceDataFlags, type TracePageFlags } from "../trace-page.js";
import { compareTwoFiles, compareTwoRuns } from "../trace/compare.js";
import { followRuns } from "../trace/follow-runs.js";
import { listRuns } from "../trace/list-runs.js";
import { addRunSelectionFlags, isSelecting, type RunSelectionFlags } from "../trace/selection.js";
import { showRun } from "../trace/show-run.js";
import { summarizeFile } from "../trace/summary.js";

interface TraceFlags
  extends
    RunSelectionFlags,
    Omit<TracePageFlags, "ids" | "data" | "other">,
    Omit<TraceDataFlags, "dataset"> {
  readonly dataset?: string;
  readonly id?: readonly string[];
  readonly list?: boolean;
  readonly summary?: boolean;
  readonly follow?: boolean;
  readonly full?: boolean;
}

const EXAMPLES = `
An id can be shortened to its beginning, or to the beginning of a part of it after a slash, such as the user's.

${CONDITION_HELP}
Of a trajectory with several rows, as star export would write them, the condition must hold for one.

Examples:
  $ star trace teacher.jsonl
  $ star trace teacher.jsonl --list
  $ star trace teacher.jsonl --summary
  $ star trace teacher.jsonl --id u0007/ --full
  $ star trace teacher.jsonl --rank 6- --agent interest_divergence
  $ star trace teacher.jsonl --where "rounds > 1 and rank = 1"
  $ star trace teacher.jsonl --grep "contradict" --agent reflector --in reply
  $ star trace before.jsonl after.jsonl
  $ star trace before.jsonl after.jsonl --id u0007/
  $ star trace before.jsonl after.jsonl --open
  $ star trace teacher.jsonl --id u0007/ --id u0008/
  $ star trace teacher.jsonl --open
  $ star trace teacher.jsonl --open --dataset movielens-100k --data-dir data
  $ star trace teacher.jsonl --rank 6- --html lost.html
  $ star trace teacher.jsonl --follow --rank 6-
  $ star trace teacher.jsonl --follow --open`;

/** Adds `star trace`. */
export function addTraceCommand(program: Command, { io }: Context): void {
  const command = program
    .command("trace")
    .description("Print recorded trajectories: one step by step, a list, a summary, a comparison")
    .argument("<file>", "trajectory file written by star teach")
    .argument(
      "[other]",
      "trajectory file to compare it with, task by task; with --id, step by step",
    );
  addRunSelectionFlags(command)
    .option(
      "--id <id>",
      "trajectory id or its beginning (default: the first in the file); two of them are compared",
      collectIds,
    )
    .option("--list", "print one line per trajectory; the default with a selection")
    .option(
      "--summary",
      "count calls, revisions, objections, tokens, failures, and where the held-out item was lost",
    )
    .option("--full", "print everything that is otherwise shortened")
    .option("--json", "print one JSON object")
    .option("--open", "show all trajectories in the browser, until Ctrl-C")
    .option(
      "--follow",
      "print a line for each trajectory that is appended, until Ctrl-C; with --open, newest first",
    )
    .option("--port <n>", "port of the page on 127.0.0.1 (default: any free one)", integerFrom(0))
    .option("--html <file>", "write the page to one HTML file that needs no server");
  addDataFlags(command, { isOptional: true })
    .optionsGroup("Dataset options:")
    .option("--index <dir>", "folder of an index saved by star index for the runs' split")
    .optionsGroup("Options:")
    .addHelpText("after", EXAMPLES)
    .action((file: string, other: string | undefined, flags: TraceFlags, command: Command) =>
      traceCommand({ file, other, flags, command }, io),
    );
}

interface Trace {
  readonly file: string;
  readonly other: string | undefined;
  readonly flags: TraceFlags;
  readonly command: Command;
}

async function traceCommand({ file, other, flags, command }: Trace, io: Io): Promise<void> {
  const { id: ids = [], list = false, summary = false, dataset, ...rest } = flags;
  const [id, otherId] = ids;
  if (flags.follow === true) assertFollowable({ file, other, flags, command });
  else notePendingResults(file, io);
  const isPage = flags.open === true || flags.html !== undefined;
  if (other !== undefined && (list || summary || flags.html !== undefined)) {
    command.error("error: --list, --summary and --html read one file; run them for each file");
  }
  if (flags.open === true && flags.html !== undefined) {
    command.error(
      "error: --open shows the page and --html writes it; run them one after the other",
    );
  }
  if (dataset !== undefined && flags.open !== true) {
    command.error("error: --dataset is for --open, which looks up the interactions behind numbers");
  }
  if (isPage) {
    const data = dataset === undefined ? undefined : { ...rest, dataset };
    return showTracePage(file, { ...rest, other, ids, data }, io);
  }
  if (flags.follow === true) return followRuns(file, rest, io);
  if (summary) return summarizeFile(file, rest, io);
  if (list) return listRuns(file, rest, io);
  if (otherId !== undefined || (other !== undefined && id !== undefined))
    return compareTwoRuns({ one: file, other: other ?? file }, { ...rest, ids: [id, otherId] }, io);
  if (other !== undefined) return compareTwoFiles({ one: file, other }, rest, io);
  if (id === undefined && isSelecting(rest)) return listRuns(file, rest, io);
  return showRun(file, { ...rest, id }, io);
}

function assertFollowable({ other, flags, command }: Trace): void {
  const { id, list, summary, html } = flags;
  if ([other, id, list, summary, html].every((value) => value === undefined)) return;
  command.error("error: --follow takes one file, and the flags of a selection or --open");
}

function collectIds(id: string, before: readonly string[] = []): string[] {
  if (before.length < 2) return [...before, id];
  throw new InvalidArgumentError("At most two trajectories can be compared.");
}
