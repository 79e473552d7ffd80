import type { Command } from "commander";
import { describeDataset } from "../../data/describe.js";
import type { Context } from "../context.js";
import { addDataOptions, type DataOptions, loadNamedDataset } from "../data-options.js";
import { formatDescription } from "../format-description.js";
import { printResult } from "../output.js";

const EXAMPLES = `
Examples:
  $ star data describe
  $ star data describe --dataset movielens-100k --data-dir data/movielens-100k --json`;

/** `star data describe`. */
export function addDataDescribeCommand(data: Command, { io }: Context): void {
  addDataOptions(data.command("describe"))
    .description("Count what a dataset holds")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action(async (options: DataOptions & { readonly json?: boolean }) => {
      const value = describeDataset(await loadNamedDataset(options, io));
      printResult(io, { json: options.json, value, text: () => formatDescription(value) });
    });
}
