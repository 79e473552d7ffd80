import { type Command, Option } from "commander";
import { SCENARIOS, SPLITS, type Scenario, type Split } from "../types.js";
import { addDataOptions, type DataOptions } from "./data-options.js";
import { integerFrom } from "./parse.js";

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
