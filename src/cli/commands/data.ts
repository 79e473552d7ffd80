import type { Command } from "commander";
import {
  describeDataset,
  type DatasetDescription,
  type Quantiles,
} from "../../data/describe-dataset.js";
import { DATASET_NAMES } from "../../data/load-dataset.js";
import { StarError } from "../../errors.js";
import { plainText } from "../../evaluation/format.js";
import { formatDay } from "../../text/day.js";
import { checkLeaks, type Leak } from "../../tools/check-leaks.js";
import { addDataFlags, type DataFlags, loadNamedDataset } from "../data-flags.js";
import { type Context, type Io, printResult } from "../io.js";
import { integerFrom } from "../parse.js";
import { addImportCommand } from "./data-import.js";
import { addTasksCommand } from "./data-tasks.js";

const CHECK_EXAMPLES = `
Every tool is called twice per sampled task: with the whole dataset, and with a dataset without the
interactions that the task hides. A different result is a leak: it is printed, and the exit code is 1.

Examples:
  $ star data check --samples 20
  $ star data check --dataset movielens-100k --data-dir data/movielens-100k --json`;
const DESCRIBE_EXAMPLES = `
Examples:
  $ star data describe
  $ star data describe --dataset movielens-100k --data-dir data/movielens-100k --json`;
const JSON_HELP = "print one JSON object";

/** Adds `star data list|describe|import|check|tasks`. */
export function addDataCommand(program: Command, { io }: Context): void {
  const data = program
    .command("data")
    .description("List, describe, import, check and export datasets");
  addListCommand(data, io);
  addDescribeCommand(data, io);
  addImportCommand(data, io);
  addCheckCommand(data, io);
  addTasksCommand(data, io);
}

const REQUIREMENTS: Readonly<Record<string, string>> = {
  generic: "--data-dir with your own items and interactions (csv, tsv or jsonl)",
  synthetic: "nothing: it is generated (--seed, --users, --items, --interactions)",
};
const FILES_REQUIRED =
  "--data-dir with the dataset's files, or a folder that contains them in a folder of its name";

function addListCommand(data: Command, io: Io): void {
  data
    .command("list")
    .description("List the datasets and what each requires")
    .option("--json", JSON_HELP)
    .addHelpText("after", "\nExample:\n  $ star data list")
    .action(({ json }: { readonly json?: boolean }) => {
      const datasets = DATASET_NAMES.map((name) => ({
        name,
        needs: REQUIREMENTS[name] ?? FILES_REQUIRED,
      }));
      const width = Math.max(...DATASET_NAMES.map((name) => name.length));
      const lines = datasets.map(({ name, needs }) => `${name.padEnd(width)}  ${needs}`);
      printResult(io, { json, value: { datasets }, text: () => lines.join("\n") });
    });
}

function addDescribeCommand(data: Command, io: Io): void {
  addDataFlags(data.command("describe"))
    .description("Print statistics of a dataset")
    .option("--json", JSON_HELP)
    .addHelpText("after", DESCRIBE_EXAMPLES)
    .action(async (flags: DataFlags & { readonly json?: boolean }) => {
      const value = describeDataset(await loadNamedDataset(flags, io));
      printResult(io, { json: flags.json, value, text: () => formatDescription(value) });
    });
}

interface CheckFlags extends DataFlags {
  readonly samples: number;
  readonly json?: boolean;
}

function addCheckCommand(data: Command, io: Io): void {
  addDataFlags(data.command("check"))
    .description("Check that no tool result depends on held-out interactions")
    .option("--samples <n>", "tasks per split", integerFrom(1), 50)
    .option("--json", JSON_HELP)
    .addHelpText("after", CHECK_EXAMPLES)
    .action((flags: CheckFlags) => checkCommand(flags, io));
}

async function checkCommand(flags: CheckFlags, io: Io): Promise<void> {
  const { seed, samples, json } = flags;
  const dataset = await loadNamedDataset(flags, io);
  const value = await checkLeaks({
    dataset,
    seed,
    samples,
    onProgress: ({ split, tasks }) => io.note(`${split}: ${tasks} tasks checked`),
  });
  const { tasks, answers, leaks } = value;
  const verdict = `${leaks.length} of ${answers} tool results for ${tasks} tasks of ${dataset.name} depend on hidden interactions.`;
  const text = () => [verdict, ...leaks.slice(0, 5).map(describeLeak)].join("\n");
  printResult(io, { json, value, text });
  if (leaks.length === 0) return;
  throw new StarError("LEAK_FOUND", {
    message: verdict,
    remedy: "Compare the two results of each call: the tool reads something that its task hides.",
    fields: { leaks: leaks.length, answers, tasks },
  });
}

function describeLeak({ taskId, tool, arguments: given, withHidden, withoutHidden }: Leak): string {
  const call = `${tool}(${JSON.stringify(given)})`;
  return `${taskId}: ${call}\n  with:    ${withHidden}\n  without: ${withoutHidden}`;
}

/** Formats the statistics of a dataset as aligned lines. */
function formatDescription(description: DatasetDescription): string {
  const { synthetic, timeRange, density, tiesShare, popularTenthShare } = description;
  const rows: [string, string][] = [
    ["dataset", `${description.name}${synthetic ? " (synthetic data)" : ""}`],
    ["users", count(description.users)],
    [
      "items",
      `${count(description.items)}, ${count(description.itemsNeverChosen)} without interactions`,
    ],
    ["interactions", count(description.interactions)],
    ["density", percent(density)],
    [
      "time",
      timeRange === null
        ? "order only"
        : `${formatDay(timeRange.from)} to ${formatDay(timeRange.to)}`,
    ],
    ["repeats", count(description.repeats)],
    ["duplicates removed", count(description.duplicatesRemoved)],
    ["equal timestamps", percent(tiesShare)],
    ["interactions per user", quantiles(description.historyLength)],
    ["share of top 10% items", percent(popularTenthShare)],
    ["top categories", description.topCategories.map(({ name }) => name).join(", ")],
    ...Object.entries(description.scenarios).map(([name, { tasks, reason }]): [string, string] => [
      name,
      reason === undefined ? `${count(tasks)} test tasks` : `none: ${reason}`,
    ]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${plainText(value)}`).join("\n");
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}

function quantiles({ least, quarter, median, threeQuarters, most }: Quantiles): string {
  return `${least} to ${most}, median ${median}, middle half ${quarter} to ${threeQuarters}`;
}
