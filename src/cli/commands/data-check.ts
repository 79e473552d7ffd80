import type { Command } from "commander";
import { StarError } from "../../errors.js";
import { checkLeaks, type Leak } from "../../tools/check-leaks.js";
import type { Context } from "../context.js";
import { addDataOptions, type DataOptions, loadNamedDataset } from "../data-options.js";
import type { Io } from "../io.js";
import { printResult } from "../output.js";
import { integerFrom } from "../parse.js";

interface CheckOptions extends DataOptions {
  readonly samples: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Every tool answers every sampled task twice: from the whole source, and from one in which what the
task hides was never recorded. A difference is a leak: it is shown, and the command exits with 1.

Examples:
  $ star data check --samples 20
  $ star data check --dataset movielens-100k --data-dir data/movielens-100k --json`;

/** `star data check`. */
export function addDataCheckCommand(data: Command, { io }: Context): void {
  addDataOptions(data.command("check"))
    .description("Prove that no tool answer knows what its task hides")
    .option("--samples <n>", "tasks a split", integerFrom(1), 50)
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action((options: CheckOptions) => checkCommand(options, io));
}

async function checkCommand(options: CheckOptions, io: Io): Promise<void> {
  const { seed, samples, json } = options;
  const dataset = await loadNamedDataset(options, io);
  const value = await checkLeaks({
    dataset,
    seed,
    samples,
    onProgress: ({ split, tasks }) => io.note(`${split}: ${tasks} tasks checked`),
  });
  const { tasks, answers, leaks } = value;
  const verdict = `${answers} tool answers for ${tasks} tasks of ${dataset.name}: ${leaks.length} differ.`;
  const text = () => [verdict, ...leaks.slice(0, 5).map(describeLeak)].join("\n");
  printResult(io, { json, value, text });
  if (leaks.length === 0) return;
  throw new StarError("LEAK_FOUND", {
    message: verdict,
    remedy: "Compare the two lines of each: the tool reads something that its task hides.",
  });
}

function describeLeak({ taskId, tool, arguments: given, withHidden, withoutHidden }: Leak): string {
  const call = `${tool}(${JSON.stringify(given)})`;
  return `${taskId}: ${call}\n  with:    ${withHidden}\n  without: ${withoutHidden}`;
}
