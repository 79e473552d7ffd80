import type { Command } from "commander";
import { type Context, EXIT, printResult } from "../io.js";
import { addLimitFlags } from "../model-flags.js";
import { integerFrom, parseSeconds } from "../parse.js";
import { queueUrl } from "../queue/queue-url.js";
import { formatWork } from "../queue/queue-text.js";
import { runWorker, type WorkerFlags } from "../queue/working.js";

interface WorkFlags extends WorkerFlags {
  readonly queue?: string;
  readonly drain?: boolean;
  readonly poll: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Dataset, tasks, model and settings are those of the queued run; only paths, the address of the model's server
and limits belong to a machine. A worker whose version, data or server differ refuses the run. Ctrl-C gives
the tasks in progress back; those of a worker that is killed are given to others after the run's --lease.

Examples:
  $ STAR_QUEUE=postgres://star@db/star star work --data-dir data/movielens-100k
  $ star work --queue postgres://star@db/star --concurrency 16 --drain`;

/** Adds `star work`. */
export function addWorkCommand(program: Command, context: Context): void {
  const command = program
    .command("work")
    .description("Run tasks that star teach --queue has put into a queue")
    .option("--queue <url>", "Postgres database with the queue (default: $STAR_QUEUE)")
    .option("--drain", "end when every queued run is finished")
    .option("--poll <seconds>", "time between two looks for tasks", parseSeconds, 2000)
    .option("--data-dir <dir>", "folder with the dataset's files (default: $STAR_DATA_DIR)")
    .option("--index <dir>", "folder of an index saved by star index for the run's split")
    .option("--base-url <url>", "other URL of the same model server (key: $OPENAI_API_KEY)")
    .option("--concurrency <n>", "concurrent tasks, or requests to a server", integerFrom(1));
  addLimitFlags(command)
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((flags: WorkFlags) => workCommand(flags, context));
}

async function workCommand(
  { queue, drain = false, poll, json, ...flags }: WorkFlags,
  context: Context,
): Promise<void> {
  const { io } = context;
  const url = queueUrl("star work", queue, io);
  const signal = io.listenForInterrupt();
  const value = await runWorker({ url, flags, drain, pollMs: poll, signal }, io);
  if (signal.aborted) context.exitCode = EXIT.interrupted;
  printResult(io, { json, value, text: () => formatWork(value) });
}
