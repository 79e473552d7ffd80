import { type Command, Option } from "commander";
import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { saveCollaborativeIndex } from "../../collaborative/index-files.js";
import { splitTargets } from "../../data/targets.js";
import { SPLITS, type Split } from "../../types.js";
import { addDataOptions, type DataOptions, loadNamedDataset } from "../data-options.js";
import { type Context, type Io, printResult } from "../io.js";
import { obtainIndex } from "../prepare.js";

interface IndexCommandOptions extends DataOptions {
  readonly split: Split;
  readonly out: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Example:
  $ star index --dataset movielens-100k --data-dir data/movielens-100k --split test --out .star/test
  $ star evaluate --dataset movielens-100k --data-dir data/movielens-100k --index .star/test`;

/** `star index`. */
export function addIndexCommand(program: Command, { io }: Context): void {
  addDataOptions(program.command("index"))
    .description("Fit the collaborative index of a split and save it for --index")
    .addOption(
      new Option("--split <name>", "whose tasks will use it").choices(SPLITS).default("test"),
    )
    .requiredOption("--out <dir>", "where to write it")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action((options: IndexCommandOptions) => indexCommand(options, io));
}

async function indexCommand(options: IndexCommandOptions, io: Io): Promise<void> {
  const { split, out, json } = options;
  const dataset = await loadNamedDataset(options, io);
  const start = performance.now();
  const index = await obtainIndex({ dataset, split, protocol: splitTargets(dataset) }, io);
  const fitMs = Math.round(performance.now() - start);
  await saveCollaborativeIndex(index, out);
  const about = { dataset: dataset.name, synthetic: dataset.synthetic, split, out, fitMs };
  const value = { ...about, fingerprint: index.fingerprint, ...sizesOf(index) };
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
