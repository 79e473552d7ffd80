import { type Command, Option } from "commander";
import type { LoadedDataset } from "../data/collect-dataset.js";
import { DATASET_NAMES, loadDataset } from "../data/load-dataset.js";
import { SCENARIOS, SPLITS, type Scenario, type Split } from "../types.js";
import type { Io } from "./io.js";
import { integerFrom } from "./parse.js";

/** Which data a command works on. */
export interface DataOptions {
  readonly dataset: string;
  readonly dataDir?: string;
  readonly seed: number;
  readonly users?: number;
  readonly items?: number;
  readonly interactions?: number;
}

/** Adds `--dataset`, `--data-dir`, `--seed` and the sizes of the synthetic dataset. */
export function addDataOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--dataset <name>", "which dataset").choices(DATASET_NAMES).default("synthetic"),
    )
    .option("--data-dir <dir>", "folder with its files (default: $STAR_DATA_DIR)")
    .option("--seed <n>", "decides tasks, sampling and synthetic data", integerFrom(0), 1)
    .option("--users <n>", "synthetic only: users", integerFrom(1))
    .option("--items <n>", "synthetic only: items", integerFrom(1))
    .option("--interactions <n>", "synthetic only: interactions", integerFrom(1));
}

/** Loads what the options name. */
export function loadNamedDataset(options: DataOptions, io: Io): Promise<LoadedDataset> {
  const { dataset, dataDir, seed, users, items, interactions } = options;
  const directory = dataDir ?? io.environment["STAR_DATA_DIR"];
  const sizes = {
    ...(users !== undefined && { users }),
    ...(items !== undefined && { items }),
    ...(interactions !== undefined && { interactions }),
  };
  return loadDataset({ name: dataset, directory, seed, sizes });
}

/** Which tasks of which data a command runs. */
export interface TaskOptions extends DataOptions {
  readonly split: Split;
  readonly scenario: Scenario;
  readonly tasks?: number;
  readonly draws: number;
  /** Directory of a saved index. */
  readonly index?: string;
}

/** Adds the options of the data, `--split`, `--scenario`, `--tasks`, `--draws` and `--index`. */
export function addTaskOptions(command: Command): Command {
  return addDataOptions(command)
    .addOption(new Option("--split <name>", "which held-out items").choices(SPLITS).default("test"))
    .addOption(
      new Option("--scenario <name>", "what may be seen").choices(SCENARIOS).default("classic"),
    )
    .option("--tasks <n>", "most tasks (default: all there are)", integerFrom(1))
    .option("--draws <n>", "sets of negatives a task", integerFrom(1), 1)
    .option("--index <dir>", "a saved index of this split (see star index)");
}
