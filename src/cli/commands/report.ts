import { type Command, InvalidArgumentError } from "commander";
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { StarError } from "../../errors.js";
import {
  compareEvaluations,
  type EvaluationComparison,
  type EvaluationFolder,
} from "../../evaluation/records/compare-evaluations.js";
import { readRecords } from "../../evaluation/records/read-records.js";
import { renderReportHtml } from "../../evaluation/report-html.js";
import { formatPaired, formatTable } from "../../evaluation/table.js";
import { writeFileAtomic } from "../../files.js";
import { assertWritableFile } from "../../writable.js";
import { type Context, type Io, printResult } from "../io.js";
import { assertInstalled } from "../packages/assert-installed.js";

type Pair = readonly [before: string, after: string];

interface ReportFlags {
  readonly pair?: readonly Pair[];
  readonly html?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Both folders must be of the same tasks: dataset, split, scenario, seed, draws, number of tasks and candidates.
Versions, models, weights and indexes may differ; the report names what does. Differences are BEFORE to AFTER.

Examples:
  $ star evaluate --policy ease,teacher --out before
  $ star evaluate --policy ease,teacher --out after
  $ star report before after
  $ star report s1 s2 --pair student:s1=student:s2 --html compared.html`;

/** Adds `star report`. */
export function addReportCommand(program: Command, { io }: Context): void {
  program
    .command("report")
    .description("Compare two evaluations of the same tasks, policy by policy")
    .argument("<before>", "folder of star evaluate --out")
    .argument("<after>", "folder of star evaluate --out")
    .option(
      "--pair <before=after>",
      "compare these policies; can be repeated (default: those that both folders have)",
      addPair,
    )
    .option("--html <file>", "also write the comparison as a page")
    .option("--json", "print the comparison as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((before: string, after: string, flags: ReportFlags) =>
      reportCommand([before, after], flags, io),
    );
}

async function reportCommand(
  paths: readonly [before: string, after: string],
  { pair: pairs, html, json }: ReportFlags,
  io: Io,
): Promise<void> {
  if (html !== undefined) {
    assertInstalled({ what: "star report --html", features: ["charts"] });
    await assertWritableFile(html, "--html");
  }
  const [before, after] = await readFolders(paths);
  const comparison = compareEvaluations({ before, after, pairs });
  if (html !== undefined) await writeFileAtomic(html, await renderReportHtml(comparison));
  for (const note of pairs === undefined ? describeLeftOut(before, after) : []) io.note(note);
  printResult(io, { json, value: comparison, text: () => describe(comparison) });
}

async function readFolders(
  paths: readonly [string, string],
): Promise<[EvaluationFolder, EvaluationFolder]> {
  const [first, second] = [resolve(paths[0]), resolve(paths[1])];
  if (first === second) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `"${paths[0]}" and "${paths[1]}" are the same folder.`,
      remedy: "Pass two folders of star evaluate --out.",
    });
  }
  const isNameDistinct = basename(first) !== basename(second);
  const read = async (path: string): Promise<EvaluationFolder> => {
    const file = join(path, "records.jsonl");
    if (!existsSync(file)) throw noRecords(file);
    const { content } = await readRecords(file);
    return { name: isNameDistinct ? basename(resolve(path)) : path, content };
  };
  return [await read(paths[0]), await read(paths[1])];
}

function noRecords(file: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `There is no file ${file}.`,
    remedy: "Pass a folder that star evaluate --out has written.",
  });
}

/** Policies that only one of the folders has. */
function describeLeftOut(before: EvaluationFolder, after: EvaluationFolder): string[] {
  const only = (one: EvaluationFolder, other: EvaluationFolder) => {
    const names = [...one.content.records.keys()].filter(
      (name) => !other.content.records.has(name),
    );
    return names.length === 0 ? [] : [`Only in ${one.name}: ${names.join(", ")}.`];
  };
  return [...only(before, after), ...only(after, before)];
}

function describe(comparison: EvaluationComparison): string {
  const { differences } = comparison;
  return [
    formatTable(comparison),
    formatPaired(comparison),
    ...(differences.length === 0
      ? []
      : [["What else differs:", ...differences.map((text) => `  ${text}`)].join("\n")]),
  ].join("\n\n");
}

/** Parses `BEFORE=AFTER` and appends it to the earlier values. */
function addPair(text: string, earlier: readonly Pair[] = []): Pair[] {
  const [before = "", ...rest] = text.split("=");
  const after = rest.join("=");
  if (before === "" || after === "")
    throw new InvalidArgumentError("Expected BEFORE=AFTER, such as student:s1=student:s2.");
  return [...earlier, [before, after]];
}
