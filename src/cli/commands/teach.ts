import type { Command } from "commander";
import { addTaskOptions, type TaskOptions } from "../data-options.js";
import { type Context, EXIT, printResult } from "../io.js";
import { addModelOptions, assertModel, type ModelOptions } from "../model-options.js";
import { integerFrom } from "../parse.js";
import { prepare } from "../prepare.js";
import { describeTeaching, runTeaching } from "../teaching.js";

interface TeachCommandOptions extends TaskOptions, ModelOptions {
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
FILE gets one trajectory a line, in the order of the tasks. Run the same command again to go on
after Ctrl-C or a kill: what FILE holds is not run again. A FILE of another teacher, model, data or
seed is refused; --force renames it to FILE.old and starts over.

Examples:
  $ star teach --tasks 20 --out teacher.jsonl
  $ star teach --dataset movielens-100k --data-dir data/movielens-100k --split train --samples 8 \\
      --temperature 1 --out train.jsonl
  $ star teach --model openai:gpt-4o-mini --tasks 100 --concurrency 16 --out llm.jsonl`;

/** `star teach`. */
export function addTeachCommand(program: Command, context: Context): void {
  const command = program.command("teach").description("Run the teacher and record trajectories");
  addModelOptions(addTaskOptions(command))
    .requiredOption("--out <file>", "where to append trajectories (JSON lines)")
    .option("--samples <k>", "runs a task", integerFrom(1), 1)
    .option("--max-reflections <n>", "revisions at most", integerFrom(0), 2)
    .option("--no-reflection", "without the reflector")
    .option("--no-evidence", "without translated evidence")
    .option("--no-neighbors", "without neighbors and the evidence made of them")
    .option("--force", "rename a FILE of another teacher or seed and start over")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action((options: TeachCommandOptions) => teachCommand(options, context));
}

async function teachCommand(options: TeachCommandOptions, context: Context): Promise<void> {
  const { io } = context;
  const { reflection, maxReflections, evidence, neighbors, samples, out, force = false } = options;
  await assertModel(options, io);
  const prepared = await prepare(options, io);
  const settings = { maxReflections: reflection ? maxReflections : 0, evidence, neighbors };
  const teaching = { ...prepared, settings, model: options, samples, out, force };
  const value = await runTeaching(teaching, io);
  if (value.stopped) context.exitCode = EXIT.interrupted;
  printResult(io, { json: options.json, value, text: () => describeTeaching(value) });
}
