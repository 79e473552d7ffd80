import type { Command } from "commander";
import { assertWritableFile } from "../../writable.js";
import { addTaskFlags, type TaskFlags } from "../data-flags.js";
import { type Context, EXIT, type Io, printResult } from "../io.js";
import { addModelFlags, type ModelFlags } from "../model-flags.js";
import { StarError } from "../../errors.js";
import { integerFrom, parsePositive } from "../parse.js";
import { prepareData, type PreparedData } from "../prepare.js";
import {
  addQueueFlags,
  assertQueueable,
  type QueueFlags,
  waitWithoutFile,
} from "../queue/queue-flags.js";
import { formatQueued } from "../queue/queue-text.js";
import { queueUrl } from "../queue/queue-url.js";
import { queueAndWait, queueTeaching } from "../queue/queueing.js";
import { parseShard, type Shard, shardOf } from "../shard.js";
import { formatEstimate, formatTeaching } from "../teaching-text.js";
import { estimateRun, runTeaching, type TeachingSummary } from "../teaching.js";
import { watchTeaching } from "../watch-teaching.js";

interface TeachFlags extends TaskFlags, ModelFlags, QueueFlags {
  readonly out?: string;
  readonly samples: number;
  readonly shard?: Shard;
  readonly maxReflections: number;
  readonly reflection: boolean;
  readonly evidence: boolean;
  readonly neighbors: boolean;
  readonly force?: boolean;
  readonly keepFailed?: boolean;
  readonly stopAfterFailures?: number;
  readonly maxTokens?: number;
  readonly maxCost?: number;
  readonly prices?: string;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly port?: number;
  readonly json?: boolean;
}

const EXAMPLES = `
The file gets one trajectory per line, in task order. After Ctrl-C or a kill, run the same command
again to resume: completed runs are not repeated, failed ones are. A file of another teacher, model,
server, dataset or seed is rejected; --force renames it to FILE.old and starts over.
The exit code is 1 if no new run completed, or if a limit ended the work.
The files of --shard 1/n to n/n, one after the other, are the file of one run.
--prices names a JSON file with the prices of a million tokens, such as
{ "gpt-4o-mini": { "input": 0.15, "output": 0.6 } }. Limits apply to new runs; runs in progress are
expected to use as much as those before.

Examples:
  $ star teach --tasks 20 --out teacher.jsonl
  $ star teach --model openai:gpt-4o-mini --tasks 100 --watch --out llm.jsonl
  $ star teach --dataset movielens-100k --data-dir data/movielens-100k --split train --samples 8 \\
      --temperature 1 --out train.jsonl
  $ star teach --model openai:gpt-4o-mini --tasks 100 --concurrency 16 --out llm.jsonl
  $ star teach --shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT --out part-$SLURM_ARRAY_TASK_ID.jsonl
  $ star teach --model openai:gpt-4o-mini --tasks 100 --prices prices.json --dry-run --out llm.jsonl`;

/** Adds `star teach`. */
export function addTeachCommand(program: Command, context: Context): void {
  const command = program.command("teach").description("Run the teacher and record trajectories");
  addModelFlags(addTaskFlags(command))
    .option(
      "--out <file>",
      "trajectory file to append to (JSON lines); required, except with --queue",
    )
    .option("--samples <k>", "runs per task", integerFrom(1), 1)
    .option("--shard <i/n>", "only part i of n of the tasks, for the jobs of a cluster", parseShard)
    .option("--max-reflections <n>", "maximum number of revisions", integerFrom(0), 2)
    .option("--no-reflection", "omit the reflector")
    .option("--no-evidence", "omit translated evidence")
    .option("--no-neighbors", "omit neighbors and neighbor-based evidence")
    .optionsGroup("Limits:")
    .option("--stop-after-failures <n>", "stop after n failed runs", integerFrom(1))
    .option("--max-tokens <n>", "stop before new runs use more than n tokens", integerFrom(1))
    .option("--max-cost <x>", "stop before new runs cost more than x", parsePositive)
    .option("--prices <file>", "JSON file with the prices of tokens")
    .option("--dry-run", "try 3 tasks, estimate tokens, cost and time, and write nothing")
    .optionsGroup("Options:")
    .option("--watch", "show the runs in progress in the browser, until Ctrl-C")
    .option("--port <n>", "port of the page on 127.0.0.1 (default: any free one)", integerFrom(0))
    .option("--keep-failed", "leave failed runs of the file as they are, instead of repeating them")
    .option("--force", "rename the file of another teacher or seed and start over")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES);
  addQueueFlags(command).action((flags: TeachFlags, command: Command) => {
    if (flags.queue !== undefined) return queueCommand(flags, { context, command });
    const { out } = flags;
    if (out === undefined)
      return command.error("error: required option '--out <file>' not specified");
    return teachCommand({ ...flags, out }, context);
  });
}

type FileFlags = TeachFlags & { readonly out: string };

async function teachCommand(flags: FileFlags, context: Context): Promise<void> {
  const { io } = context;
  const { json, out, dryRun = false } = flags;
  if (flags.maxCost !== undefined && flags.prices === undefined) throw missingPrices();
  if (!dryRun) await assertWritableFile(out, "--out");
  const settings = settingsOf(flags);
  if (dryRun && flags.watch === true) throw watchedEstimate();
  const data = await prepareShard(flags, io);
  const signal = io.listenForInterrupt();
  const work = { ...data, settings, model: flags, ...limitsOf(flags), signal };
  if (dryRun) {
    const value = await estimateRun(work, io);
    if (value.tried.runs > 0 && value.tried.statuses.completed === 0) {
      context.exitCode = EXIT.failure;
    }
    return printResult(io, { json, value, text: () => formatEstimate(value) });
  }
  const { port } = flags;
  const watch = flags.watch === true ? await watchTeaching({ ...work, port }, io) : undefined;
  try {
    const value = await runTeaching({ ...work, watch }, io);
    context.exitCode = exitCodeOf(value);
    printResult(io, { json, value, text: () => formatTeaching(value) });
    await watch?.stay();
  } finally {
    await watch?.close();
  }
}

/** Puts the tasks into the queue; with `--wait`, writes what the workers make of them. */
async function queueCommand(
  flags: TeachFlags,
  { context, command }: { readonly context: Context; readonly command: Command },
): Promise<void> {
  const { io } = context;
  const { queue, wait = false, out, json } = flags;
  assertQueueable(command);
  if (wait !== (out !== undefined)) throw waitWithoutFile();
  const url = queueUrl("star teach --queue", queue, io);
  if (out !== undefined) await assertWritableFile(out, "--out");
  const data = await prepareShard(flags, io);
  const { retries, lease: leaseSeconds, priority, keepFailed = false } = flags;
  const settings = settingsOf(flags);
  const queued = { ...data, url, flags, settings, retries, leaseSeconds, priority, keepFailed };
  if (out === undefined) {
    const value = await queueTeaching(queued, io);
    return printResult(io, { json, value, text: () => formatQueued(value) });
  }
  const limits = limitsOf({ ...flags, out });
  const work = { ...data, settings, model: flags, ...limits, signal: io.listenForInterrupt() };
  const value = await queueAndWait({ ...queued, work }, io);
  context.exitCode = exitCodeOf(value);
  printResult(io, { json, value, text: () => formatTeaching(value) });
}

function settingsOf({ reflection, maxReflections, evidence, neighbors }: TeachFlags) {
  return { maxReflections: reflection ? maxReflections : 0, evidence, neighbors };
}

async function prepareShard(flags: TeachFlags, io: Io): Promise<PreparedData> {
  const all = await prepareData(flags, io);
  return { ...all, tasks: shardOf(all.tasks, flags.shard) };
}

function limitsOf(flags: FileFlags) {
  const { out, samples, force, keepFailed, stopAfterFailures, maxTokens, maxCost, prices } = flags;
  const limits = { stopAfterFailures, maxTokens, maxCost, prices };
  return { out, samples, force: force === true, keepFailed: keepFailed === true, ...limits };
}

/** A command fails when none of its runs completed, and when a limit ended it. */
function exitCodeOf({ stopReason, statuses }: TeachingSummary): number {
  if (stopReason === "interrupted") return EXIT.interrupted;
  const { completed, ...others } = statuses;
  const hasFailed = completed === 0 && Object.values(others).some((count) => count > 0);
  return hasFailed || stopReason !== null ? EXIT.failure : EXIT.ok;
}

function watchedEstimate(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: "--dry-run writes no trajectories that --watch could show.",
    remedy: "Leave out one of them.",
  });
}

function missingPrices(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: "--max-cost needs the prices of tokens.",
    remedy: "Pass a table of prices with --prices FILE, or limit the tokens with --max-tokens.",
  });
}
