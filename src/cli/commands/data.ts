import type { Command } from "commander";
import { describeDataset } from "../../data/describe.js";
import { DATASET_NAMES } from "../../data/load-dataset.js";
import type { Context } from "../context.js";
import { addDataOptions, type DataOptions, loadNamedDataset } from "../data-options.js";
import { formatDescription } from "../format-description.js";
import { printResult } from "../output.js";

/** `star data list|describe`. */
export function addDataCommand(program: Command, { io }: Context): void {
  const data = program.command("data").description("What datasets there are and what they hold");
  data
    .command("list")
    .description("List the datasets and what they need")
    .option("--json", "one JSON object on stdout")
    .action(({ json }: { json?: boolean }) => {
      const datasets = DATASET_NAMES.map((name) => ({ name, files: name !== "synthetic" }));
      const lines = datasets.map(({ name, files }) =>
        files ? `${name}: needs --data-dir` : `${name}: generated, needs no files`,
      );
      printResult(io, { json, value: { datasets }, text: () => lines.join("\n") });
    });
  addDataOptions(data.command("describe"))
    .description("Count what a dataset holds")
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  $ star data describe --dataset synthetic\n  $ star data describe --dataset movielens-100k --data-dir data/movielens-100k --json",
    )
    .action(async (options: DataOptions & { json?: boolean }) => {
      const value = describeDataset(await loadNamedDataset(options, io));
      printResult(io, { json: options.json, value, text: () => formatDescription(value) });
    });
}
