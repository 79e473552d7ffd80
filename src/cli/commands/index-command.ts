import { type Command, Option } from "commander";
import { saveCollaborativeIndex } from "../../collaborative/index-files.js";
import { splitTargets } from "../../data/targets.js";
import { SPLITS, type Split } from "../../types.js";
import type { Context } from "../context.js";
import { addDataOptions, type DataOptions, loadNamedDataset } from "../data-options.js";
import { obtainIndex } from "../index-source.js";
import { printResult } from "../output.js";

interface IndexCommandOptions extends DataOptions {
  readonly split: Split;
  readonly out: string;
  readonly json?: boolean;
}

/** `star index`. */
export function addIndexCommand(program: Command, { io }: Context): void {
  addDataOptions(program.command("index"))
    .description("Fit the collaborative index of a split and save it for --index")
    .addOption(
      new Option("--split <name>", "whose tasks will use it").choices(SPLITS).default("test"),
    )
    .requiredOption("--out <dir>", "where to write it")
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  $ star index --dataset movielens-100k --data-dir data/movielens-100k --split test --out .star/index",
    )
    .action(async (options: IndexCommandOptions) => {
      const { split, out, json } = options;
      const dataset = await loadNamedDataset(options, io);
      const start = performance.now();
      const index = await obtainIndex({ dataset, split, protocol: splitTargets(dataset) }, io);
      const fitMs = Math.round(performance.now() - start);
      await saveCollaborativeIndex(index, out);
      const { fingerprint, matrix } = index;
      const [users, items] = [matrix.users.length, matrix.items.length];
      const interactions = matrix.rows.columns.length;
      printResult(io, {
        json,
        value: { fingerprint, split, users, items, interactions, fitMs, out },
        text: () =>
          `Index of ${dataset.name}, ${split} split, in ${out}\nfingerprint  ${fingerprint}\nusers ${users}, items ${items}, distinct choices ${interactions}\nfitted in ${fitMs} ms`,
      });
    });
}
