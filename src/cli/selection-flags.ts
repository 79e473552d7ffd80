import { type Command, Option } from "commander";
import { CONDITION_NAMES } from "../distill/export/condition/names.js";
import {
  EXPORT_DEFAULTS,
  type ExportSettings,
  exportSettingsSchema,
} from "../distill/export/settings.js";
import { integerFrom } from "./parse.js";

/** Flags that select trajectories and rows. */
export interface SelectionFlags {
  readonly keepRank?: number;
  readonly where?: string;
  readonly select: ExportSettings["select"];
  readonly perTask?: number;
  readonly rejected?: string;
  readonly dedup: ExportSettings["dedup"];
}

const { select, dedup } = exportSettingsSchema.shape;

/** Adds the flags that select trajectories and rows. */
export function addSelectionFlags(command: Command): Command {
  return command
    .optionsGroup("Selection:")
    .option(
      "--keep-rank <n>",
      "keep trajectories with the held-out item in the top n (default: 1, or no limit if --where uses rank or reward)",
      integerFrom(1),
    )
    .option("--where <condition>", 'keep rows such as "rank <= 3 and length < 8000"')
    .addOption(
      new Option("--select <mode>", "samples of a task that are preferred")
        .choices(select.options)
        .default(EXPORT_DEFAULTS.select),
    )
    .option(
      "--per-task <n>",
      "samples per task (default: all, or 1 with --select best or shortest)",
      integerFrom(1),
    )
    .addOption(
      new Option("--dedup <mode>", "keep only the first of rows with an equal prompt or text")
        .choices(dedup.options)
        .default(EXPORT_DEFAULTS.dedup),
    )
    .option(
      "--pairs-from <file>",
      "trajectories, such as a student's, whose wrong answers are rejected in preference pairs",
    )
    .option("--rejected <condition>", `wrong answers to reject, such as "model = 'student'"`)
    .optionsGroup("Options:");
}

/** The settings that the flags state. */
export function selectionOf(flags: SelectionFlags): Partial<ExportSettings> {
  const { keepRank, where, select, perTask, dedup, rejected } = flags;
  return {
    select,
    dedup,
    ...(keepRank !== undefined && { keepRank }),
    ...(where !== undefined && { where }),
    ...(perTask !== undefined && { perTask }),
    ...(rejected !== undefined && { rejected }),
  };
}

/** Help about conditions. */
export const CONDITION_HELP = `Conditions compare values of a row, of its trajectory and of the samples of its task: <, <=, >, >=, =, !=,
in (...), and, or, not, parentheses. Texts are quoted. A comparison with a missing value is false, except
for "rank = null". Names:
${listNames()}`;

function listNames(): string {
  const lines = Object.entries(CONDITION_NAMES).map(
    ([name, { meaning }]) => `  ${name.padEnd(13)}${meaning}`,
  );
  return lines.join("\n");
}
