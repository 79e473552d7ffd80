import type { Command } from "commander";
import { describeDataset } from "../../data/describe.js";
import { DATASET_NAMES } from "../../data/load-dataset.js";
import { StarError } from "../../errors.js";
import { checkLeaks, type Leak } from "../../tools/check-leaks.js";
import { addDataOptions, type DataOptions, loadNamedDataset } from "../data-options.js";
import { formatDescription } from "../format-description.js";
import { type Context, type Io, printResult } from "../io.js";
import { integerFrom } from "../parse.js";

/** `star data list|describe|check`. */
export function addDataCommand(program: Command, context: Context): void {
  const data = program.command("data").description("What datasets there are and what they hold");
  for (const add of [addDataListCommand, addDataDescribeCommand, addDataCheckCommand]) {
    add(data, context);
  }
}

interface CheckOptions extends DataOptions {
  readonly samples: number;
  readonly json?: boolean;
}

const CHECK_EXAMPLES = `
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
    .addHelpText("after", CHECK_EXAMPLES)
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

const DESCRIBE_EXAMPLES = `
Examples:
  $ star data describe
  $ star data describe --dataset movielens-100k --data-dir data/movielens-100k --json`;

/** `star data describe`. */
export function addDataDescribeCommand(data: Command, { io }: Context): void {
  addDataOptions(data.command("describe"))
    .description("Count what a dataset holds")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", DESCRIBE_EXAMPLES)
    .action(async (options: DataOptions & { readonly json?: boolean }) => {
      const value = describeDataset(await loadNamedDataset(options, io));
      printResult(io, { json: options.json, value, text: () => formatDescription(value) });
    });
}

const NEEDS: Readonly<Record<string, string>> = {
  generic: "--data-dir with items and interactions of your own (csv, tsv or jsonl)",
  synthetic: "nothing: it is generated (--seed, --users, --items, --interactions)",
};
const FILES = "--data-dir with the dataset's files, or a folder that holds one of its name";

/** `star data list`. */
export function addDataListCommand(data: Command, { io }: Context): void {
  data
    .command("list")
    .description("List the datasets and what they need")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", "\nExample:\n  $ star data list")
    .action(({ json }: { readonly json?: boolean }) => {
      const datasets = DATASET_NAMES.map((name) => ({ name, needs: NEEDS[name] ?? FILES }));
      const width = Math.max(...DATASET_NAMES.map((name) => name.length));
      const lines = datasets.map(({ name, needs }) => `${name.padEnd(width)}  ${needs}`);
      printResult(io, { json, value: { datasets }, text: () => lines.join("\n") });
    });
}
