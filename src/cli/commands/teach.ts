import type { Command } from "commander";
import { addTaskFlags, type TaskFlags } from "../data-flags.js";
import { type Context, EXIT, printResult } from "../io.js";
import { addModelFlags, type ModelFlags } from "../model-flags.js";
import { integerFrom } from "../parse.js";
import { prepareData } from "../prepare.js";
import { formatTeaching, runTeaching } from "../teaching.js";

interface TeachFlags extends TaskFlags, ModelFlags {
  readonly out: string;
  readonly samples: number;
  readonly maxReflections: number;
  readonly reflection: boolean;
  readonly evidence: boolean;
  readonly neighbors: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
The file gets one trajectory per line, in task order. After Ctrl-C or a kill, run the same command
again to resume: trajectories in the file are not repeated. A file of another teacher, model, dataset
or seed is rejected; --force renames it to FILE.old and starts over.

Examples:
  $ star teach --tasks 20 --out teacher.jsonl
  $ star teach --dataset movielens-100k --data-dir data/movielens-100k --split train --samples 8 \\
      --temperature 1 --out train.jsonl
  $ star teach --model openai:gpt-4o-mini --tasks 100 --concurrency 16 --out llm.jsonl`;

/** Adds `star teach`. */
export function addTeachCommand(program: Command, context: Context): void {
  const command = program.command("teach").description("Run the teacher and record trajectories");
  addModelFlags(addTaskFlags(command))
    .requiredOption("--out <file>", "trajectory file to append to (JSON lines)")
    .option("--samples <k>", "runs per task", integerFrom(1), 1)
    .option("--max-reflections <n>", "maximum number of revisions", integerFrom(0), 2)
    .option("--no-reflection", "omit the reflector")
    .option("--no-evidence", "omit translated evidence")
    .option("--no-neighbors", "omit neighbors and neighbor-based evidence")
    .option("--force", "rename the file of another teacher or seed and start over")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((flags: TeachFlags) => teachCommand(flags, context));
}

async function teachCommand(flags: TeachFlags, context: Context): Promise<void> {
  const { io } = context;
  const { reflection, maxReflections, evidence, neighbors, samples, out, force = false } = flags;
  const prepared = await prepareData(flags, io);
  const settings = { maxReflections: reflection ? maxReflections : 0, evidence, neighbors };
  const teaching = { ...prepared, settings, model: flags, samples, out, force };
  const value = await runTeaching(teaching, io);
  if (value.stopped) context.exitCode = EXIT.interrupted;
  printResult(io, { json: flags.json, value, text: () => formatTeaching(value) });
}
