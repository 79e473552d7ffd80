import { type Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { FORMAT_NAMES, type FormatName } from "../../distill/export/formats/index.js";
import {
  EXPORT_DEFAULTS,
  type ExportSettings,
  exportSettingsSchema,
} from "../../distill/export/settings.js";
import {
  DEFAULT_STUDENT_TEMPLATE,
  STUDENT_TEMPLATES,
  type StudentTemplateOptions,
} from "../../distill/export/student-templates.js";
import { formatExport, formatPreview } from "../export-text.js";
import { runExport, runPreview } from "../exporting.js";
import { type Context, type Io, printResult } from "../io.js";
import { integerFrom, parseNames, parseShare } from "../parse.js";
import {
  addSelectionFlags,
  CONDITION_HELP,
  type SelectionFlags,
  selectionOf,
} from "../selection-flags.js";

interface ExportFlags extends SelectionFlags {
  readonly in: string;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly pairsFrom?: string;
  readonly format: readonly FormatName[];
  readonly flavor: ExportSettings["flavor"];
  readonly maxTokens?: number;
  readonly maxChars?: number;
  readonly validationShare: number;
  readonly seed: number;
  readonly tokens: boolean;
  readonly anySplit?: boolean;
  readonly rows: ExportSettings["rows"];
  readonly edited: ExportSettings["edited"];
  readonly studentTemplate: string;
  readonly templateVariables?: Readonly<Record<string, unknown>>;
  readonly allowTemplateLoss?: boolean;
  readonly python: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Formats: ${FORMAT_NAMES.join(", ")}, or all.
The linear format is always written: star verify compares the others with it. Rows over a limit
are dropped and counted, never truncated. Training and validation have disjoint users.

Rows: conversation (each agent's conversations exactly as its model saw them), single-agent (one
transcript per trajectory, as if one agent had done everything), both, or auto: single-agent for
recommendation tasks and for graphs whose nodes state their star_step, else conversation.
Edited calls: mask (read as executed, not trained), train (trained as executed), drop.

Student: the chat template of the model that is trained: ${STUDENT_TEMPLATES.join(", ")},
or the path of a chat_template.jinja or tokenizer_config.json. Another template than
${DEFAULT_STUDENT_TEMPLATE} is rendered by Python with jinja2, as transformers does, into student/; the export
fails where it loses or changes text. docs/students.md lists what each template does.

${CONDITION_HELP}

Examples:
  $ star teach --split train --samples 8 --temperature 1 --out train.jsonl
  $ star export --in train.jsonl --out export
  $ star export --in train.jsonl --format trl,verl --keep-rank 3 --out export
  $ star export --in train.jsonl --where "rank <= 3 and length < 8000" --select best --out export
  $ star export --in train.jsonl --where "rank <= 3" --select best --dry-run
  $ star export --in train.jsonl --pairs-from student.jsonl --rejected "rank > 3" --out export
  $ star verify export`;

/** Adds `star export`. */
export function addExportCommand(program: Command, { io }: Context): void {
  const { flavor, validationShare, seed, rows, edited } = EXPORT_DEFAULTS;
  const command = program
    .command("export")
    .description("Export trajectories to the formats of trainers");
  command
    .requiredOption("--in <file>", "trajectory file written by star teach")
    .option("--out <dir>", "output folder; an earlier export in it is replaced")
    .option("--dry-run", "count rows and tokens by reason, and write nothing")
    .option("--format <names>", "formats, separated by commas", parseFormats, [...FORMAT_NAMES])
    .addOption(
      new Option("--flavor <name>", "whose validator the openai rows pass")
        .choices(exportSettingsSchema.shape.flavor.options)
        .default(flavor),
    )
    .addOption(
      new Option("--rows <rendering>", "what a row is")
        .choices(exportSettingsSchema.shape.rows.options)
        .default(rows),
    )
    .addOption(
      new Option(
        "--edited <mode>",
        "tool calls that a person or a middleware changed, in conversations",
      )
        .choices(exportSettingsSchema.shape.edited.options)
        .default(edited),
    )
    .option("--max-tokens <n>", "maximum tokens per row (default: 16384)", integerFrom(1))
    .option("--max-chars <n>", "maximum characters per row", integerFrom(1))
    .option("--validation-share <x>", "share of users for validation", parseShare, validationShare)
    .option("--seed <n>", "seed of the choice of validation users", integerFrom(0), seed)
    .option("--no-tokens", "skip counting tokens, which takes most of the time")
    .option("--any-split", "also export validation and test tasks")
    .option(
      "--student-template <name>",
      "chat template of the student: a name or a file",
      DEFAULT_STUDENT_TEMPLATE,
    )
    .option(
      "--template-variables <json>",
      "variables of the student's template, as a JSON object",
      parseVariables,
    )
    .option("--allow-template-loss", "export rows although the template loses text of some")
    .option("--python <path>", "Python that renders the student's template", "python3");
  addSelectionFlags(command)
    .option("--json", "print the manifest as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((flags: ExportFlags, command: Command) => {
      const isChosen = command.getOptionValueSource("format") !== "default";
      return exportCommand(flags, { io, command, isFormatChosen: isChosen });
    });
}

interface ExportContext {
  readonly io: Io;
  readonly command: Command;
  /** Whether formats were passed. A student's default formats are fewer. */
  readonly isFormatChosen: boolean;
}

async function exportCommand(
  flags: ExportFlags,
  { io, command, isFormatChosen }: ExportContext,
): Promise<void> {
  const { in: path, out: directory, pairsFrom, tokens, json, dryRun = false } = flags;
  const { format: formats, flavor, validationShare, seed, rows, edited } = flags;
  const { maxTokens, maxChars, anySplit = false } = flags;
  const student = toStudent(flags);
  const settings = {
    ...((student === undefined || isFormatChosen) && { formats: [...formats] }),
    flavor,
    ...selectionOf(flags),
    validationShare,
    seed,
    rows,
    edited,
    anySplit,
    ...(maxTokens !== undefined && { maxTokens }),
    ...(maxChars !== undefined && { maxChars }),
  };
  const work = { path, directory, pairsFrom, tokens, student, settings };
  if (dryRun) {
    const preview = await runPreview(work, io);
    printResult(io, { json, value: preview, text: () => formatPreview(preview) });
    return;
  }
  if (directory === undefined)
    return command.error("error: required option '--out <dir>' not specified");
  const summary = await runExport({ ...work, directory }, io);
  printResult(io, { json, value: summary, text: () => formatExport(summary) });
}

function toStudent(flags: ExportFlags): StudentTemplateOptions | undefined {
  const { studentTemplate: template, templateVariables: variables, python } = flags;
  if (template === DEFAULT_STUDENT_TEMPLATE) return undefined;
  const { allowTemplateLoss: allowLoss = false } = flags;
  return { template, python, allowLoss, ...(variables !== undefined && { variables }) };
}

function parseVariables(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new InvalidArgumentError(
      `${text} is not a JSON object. Pass one such as {"enable_thinking": true}.`,
    );
  }
}

function parseFormats(text: string): FormatName[] {
  const names = parseNames(text);
  return names.flatMap((name) => {
    if (name === "all") return [...FORMAT_NAMES];
    const format = FORMAT_NAMES.find((known) => known === name);
    if (format !== undefined) return [format];
    throw new InvalidArgumentError(
      `"${name}" is not a format. Allowed: ${FORMAT_NAMES.join(", ")}, all.`,
    );
  });
}
