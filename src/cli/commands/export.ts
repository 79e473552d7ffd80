import { type Command, InvalidArgumentError } from "commander";
import { FORMAT_NAMES, type FormatName } from "../../distill/export/formats/index.js";
import { EXPORT_DEFAULTS } from "../../distill/export/settings.js";
import { runExport, formatExport } from "../exporting.js";
import { type Context, type Io, printResult } from "../io.js";
import { integerFrom, parseNames, parseShare } from "../parse.js";

interface ExportCommandOptions {
  readonly in: string;
  readonly out: string;
  readonly format: readonly FormatName[];
  readonly keepRank: number;
  readonly maxTokens?: number;
  readonly maxChars?: number;
  readonly validationShare: number;
  readonly seed: number;
  readonly tokens: boolean;
  readonly anySplit?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Formats: ${FORMAT_NAMES.join(", ")}, or all. Linear text is always written: star verify compares the others with it.
Rows over the limit are dropped and counted, never cut. Users are either trained or validated on.

Examples:
  $ star teach --split train --samples 8 --temperature 1 --out train.jsonl
  $ star export --in train.jsonl --out export
  $ star export --in train.jsonl --format trl,verl --keep-rank 3 --out export
  $ star verify export`;

/** `star export`. */
export function addExportCommand(program: Command, { io }: Context): void {
  const { keepRank, validationShare, seed } = EXPORT_DEFAULTS;
  program
    .command("export")
    .description("Write trajectories as the files of trainers")
    .requiredOption("--in <file>", "trajectories, as star teach writes them")
    .requiredOption("--out <dir>", "folder to write; an earlier export in it is replaced")
    .option("--format <names>", "which formats, between commas", parseFormats, [...FORMAT_NAMES])
    .option("--keep-rank <n>", "lowest rank of the held-out item kept", integerFrom(1), keepRank)
    .option("--max-tokens <n>", "longest row in tokens (default: 16384)", integerFrom(1))
    .option("--max-chars <n>", "longest row in characters", integerFrom(1))
    .option("--validation-share <x>", "share of users to validate on", parseShare, validationShare)
    .option("--seed <n>", "decides which users these are", integerFrom(0), seed)
    .option("--no-tokens", "do not count tokens, which takes most of the time")
    .option("--any-split", "also take tasks that students are measured on")
    .option("--json", "print the manifest as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((options: ExportCommandOptions) => exportCommand(options, io));
}

async function exportCommand(options: ExportCommandOptions, io: Io): Promise<void> {
  const { in: path, out: directory, format: formats, tokens, json } = options;
  const { keepRank, validationShare, seed, maxTokens, maxChars, anySplit = false } = options;
  const summary = await runExport(
    {
      path,
      directory,
      tokens,
      settings: {
        formats: [...formats],
        keepRank,
        validationShare,
        seed,
        anySplit,
        ...(maxTokens !== undefined && { maxTokens }),
        ...(maxChars !== undefined && { maxChars }),
      },
    },
    io,
  );
  printResult(io, { json, value: summary, text: () => formatExport(summary) });
}

function parseFormats(text: string): FormatName[] {
  const names = parseNames(text);
  return names.flatMap((name) => {
    if (name === "all") return [...FORMAT_NAMES];
    const format = FORMAT_NAMES.find((one) => one === name);
    if (format !== undefined) return [format];
    throw new InvalidArgumentError(`"${name}" is none of: ${FORMAT_NAMES.join(", ")}, all.`);
  });
}
