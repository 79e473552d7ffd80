import { type Command, Option } from "commander";
import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { saveCollaborativeIndex } from "../../collaborative/index-files.js";
import { SPLITS, type Split } from "../../types.js";
import { assertWritableFolder } from "../../writable.js";
import { addDataFlags, type DataFlags, loadNamedDataset } from "../data-flags.js";
import { type Context, type Io, printResult } from "../io.js";
import { loadOrFitIndex } from "../prepare.js";

interface IndexFlags extends DataFlags {
  readonly split: Split;
  readonly out: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Example:
  $ star index --dataset movielens-100k --data-dir data/movielens-100k --split test --out .star/test
  $ star evaluate --dataset movielens-100k --data-dir data/movielens-100k --index .star/test`;

/** Adds `star index`. */
export function addIndexCommand(program: Command, { io }: Context): void {
  addDataFlags(program.command("index"))
    .description("Fit the collaborative index of a split and save it for --index")
    .addOption(
      new Option("--split <name>", "split whose tasks will use the index")
        .choices(SPLITS)
        .default("test"),
    )
    .requiredOption("--out <dir>", "output folder")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((flags: IndexFlags) => indexCommand(flags, io));
}

async function indexCommand(flags: IndexFlags, io: Io): Promise<void> {
  const { split, out, json } = flags;
  await assertWritableFolder(out, "--out");
  const dataset = await loadNamedDataset(flags, io);
  const start = performance.now();
  const index = await loadOrFitIndex({ dataset, split }, io);
  const fitMs = Math.round(performance.now() - start);
  await saveCollaborativeIndex(index, out);
  const summary = { dataset: dataset.name, synthetic: dataset.synthetic, split, out, fitMs };
  const value = { ...summary, fingerprint: index.fingerprint, ...sizesOf(index) };
  const text = () =>
    Object.entries(value)
      .map(([name, entry]) => `${name.padEnd(12)}  ${entry}`)
      .join("\n");
  printResult(io, { json, value, text });
}

function sizesOf({ matrix, ease, options }: CollaborativeIndex) {
  return {
    users: matrix.users.length,
    items: matrix.items.length,
    interactions: matrix.rows.columns.length,
    ease: ease !== null,
    backend: options.backend,
  };
}
