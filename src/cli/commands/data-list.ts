import type { Command } from "commander";
import { DATASET_NAMES } from "../../data/load-dataset.js";
import type { Context } from "../context.js";
import { printResult } from "../output.js";

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
