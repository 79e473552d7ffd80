import { type Command, Option } from "commander";
import { createTasks, type TaskSet } from "../data/tasks.js";
import type { Protocol } from "../data/targets.js";
import { SCENARIOS, SPLITS, type Dataset, type Scenario, type Split } from "../types.js";
import type { DataOptions } from "./data-options.js";
import type { Io } from "./io.js";
import { integerFrom } from "./parse.js";

/** Which tasks of the data a command runs. */
export interface TaskOptions extends DataOptions {
  readonly split: Split;
  readonly scenario: Scenario;
  readonly tasks?: number;
  readonly draws: number;
}

/** Adds `--split`, `--scenario`, `--tasks` and `--draws`. */
export function addTaskOptions(command: Command): Command {
  return command
    .addOption(new Option("--split <name>", "which held-out items").choices(SPLITS).default("test"))
    .addOption(
      new Option("--scenario <name>", "what may be seen").choices(SCENARIOS).default("classic"),
    )
    .option("--tasks <n>", "most tasks (default: all there are)", integerFrom(1))
    .option("--draws <n>", "sets of negatives a task", integerFrom(1), 1);
}

/** The tasks that the options ask for; says so when there are fewer. */
export function createNamedTasks(
  dataset: Dataset,
  { split, scenario, seed, draws, tasks: limit }: TaskOptions,
  { protocol, io }: { readonly protocol: Protocol; readonly io: Io },
): TaskSet {
  const count = limit === undefined ? {} : { limit };
  const set = createTasks(dataset, { split, scenario, seed, draws, protocol, ...count });
  if (limit !== undefined && limit > set.supply) {
    io.note(`There are ${set.supply} ${split} tasks, fewer than ${limit}: all of them are used.`);
  }
  return set;
}
