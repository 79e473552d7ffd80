import { type Command, Option } from "commander";
import type { LoadedDataset } from "../data/dataset-builder.js";
import { DATASET_NAMES, loadDataset } from "../data/load-dataset.js";
import { REPEATS, selectInteractions, type SelectionStep } from "../data/select-interactions.js";
import {
  CANDIDATE_SAMPLINGS,
  type CandidateSampling,
  SCENARIOS,
  SPLITS,
  type Scenario,
  type Split,
} from "../types.js";
import type { Io } from "./io.js";
import { integerFrom, parseDay, parseNumber } from "./parse.js";

/** Parsed flags that select the dataset. */
export interface DataFlags {
  readonly dataset: string;
  readonly dataDir?: string;
  readonly seed: number;
  readonly users?: number;
  readonly items?: number;
  readonly interactions?: number;
  readonly minRating?: number;
  readonly since?: number;
  readonly until?: number;
  readonly repeats: (typeof REPEATS)[number];
  readonly sampleUsers?: number;
  readonly core?: number;
}

/** Options of {@link addDataFlags}. */
interface DataFlagOptions {
  /** True for a command that also works without a dataset. Default false: `--dataset` is `synthetic` by default. */
  readonly isOptional?: boolean;
}

/** Adds `--dataset`, `--data-dir`, `--seed`, the sizes of the synthetic dataset, and which interactions to keep. */
export function addDataFlags(
  command: Command,
  { isOptional = false }: DataFlagOptions = {},
): Command {
  const dataset = new Option("--dataset <name>", "dataset to use").choices(DATASET_NAMES);
  return command
    .optionsGroup("Dataset options:")
    .addOption(isOptional ? dataset : dataset.default("synthetic"))
    .option("--data-dir <dir>", "folder with the dataset's files (default: $STAR_DATA_DIR)")
    .option("--seed <n>", "seed of tasks, sampling and synthetic data", integerFrom(0), 1)
    .option("--users <n>", "number of users (synthetic only)", integerFrom(1))
    .option("--items <n>", "number of items (synthetic only)", integerFrom(1))
    .option("--interactions <n>", "number of interactions (synthetic only)", integerFrom(1))
    .option("--min-rating <n>", "leave out interactions with a lower rating", parseNumber)
    .option("--since <day>", "leave out interactions before this day (UTC)", parseDay)
    .option("--until <day>", "leave out interactions on this day and later (UTC)", parseDay)
    .addOption(
      new Option("--repeats <which>", "which of a user's interactions with one item to keep")
        .choices(REPEATS)
        .default("all"),
    )
    .option("--sample-users <n>", "keep this number of users, drawn with --seed", integerFrom(1))
    .option(
      "--core <k>",
      "keep users and items with at least k interactions, until all have as many",
      integerFrom(1),
    )
    .optionsGroup("Options:");
}

/** Loads the dataset, and the part of it that the flags select. Every step that leaves something out is reported. */
export async function loadNamedDataset(flags: DataFlags, io: Io): Promise<LoadedDataset> {
  const { dataset: name, dataDir, seed, minRating, users, items, interactions } = flags;
  const directory = dataDir ?? io.environment["STAR_DATA_DIR"];
  const sizes = {
    ...(users !== undefined && { users }),
    ...(items !== undefined && { items }),
    ...(interactions !== undefined && { interactions }),
  };
  const loaded = await loadDataset({ name, directory, minRating, seed, sizes });
  const { since, until, repeats, sampleUsers, core } = flags;
  const { dataset, steps } = selectInteractions(loaded, {
    since,
    until,
    repeats,
    users: sampleUsers,
    seed,
    core,
  });
  if (steps.length > 1 || minRating !== undefined) {
    for (const step of steps) io.note(describeStep(step));
  }
  return dataset;
}

function describeStep({ step, interactions, users, items }: SelectionStep): string {
  const counts = [
    `${interactions.toLocaleString("en-US")} interactions`,
    `${users.toLocaleString("en-US")} users`,
    `${items.toLocaleString("en-US")} items`,
  ];
  return `${step}: ${counts.join(", ")}`;
}

/** Parsed flags that select the dataset and the tasks. */
export interface TaskSelection extends DataFlags {
  readonly split: Split;
  readonly scenario: Scenario;
  readonly tasks?: number;
  readonly draws: number;
}

/** {@link TaskSelection} and the index. */
export interface TaskFlags extends TaskSelection {
  /** Folder of a saved index. */
  readonly index?: string;
}

/** Adds the flags of {@link TaskSelection} and `--index`. */
export function addTaskFlags(command: Command): Command {
  return addTaskSelection(command)
    .optionsGroup("Task options:")
    .option("--index <dir>", "folder of an index saved by star index for this split")
    .optionsGroup("Options:");
}

/** Adds the flags of {@link DataFlags}, `--split`, `--scenario`, `--tasks` and `--draws`. */
export function addTaskSelection(command: Command): Command {
  return addDataFlags(command)
    .optionsGroup("Task options:")
    .addOption(new Option("--split <name>", "split of the tasks").choices(SPLITS).default("test"))
    .addOption(
      new Option("--scenario <name>", "interactions that policies see")
        .choices(SCENARIOS)
        .default("classic"),
    )
    .option(
      "--tasks <n>",
      "maximum number of tasks, spread over users (default: all)",
      integerFrom(1),
    )
    .option("--draws <n>", "negative sets per task", integerFrom(1), 1)
    .optionsGroup("Options:");
}

/** Parsed `--candidates`. */
export interface CandidateFlags {
  readonly candidates: CandidateSampling;
}

/**
 * Adds `--candidates`.
 *
 * @param choices - Default: all.
 */
export function addCandidateFlag(
  command: Command,
  choices: readonly CandidateSampling[] = CANDIDATE_SAMPLINGS,
): Command {
  const all = choices.includes("all") ? "; all: every one of these items is a candidate" : "";
  return command
    .optionsGroup("Task options:")
    .addOption(
      new Option("--candidates <how>", `how negatives are drawn from the items new to a user${all}`)
        .choices(choices)
        .default("uniform"),
    )
    .optionsGroup("Options:");
}
