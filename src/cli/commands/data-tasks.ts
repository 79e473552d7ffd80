import type { Command } from "commander";
import { join } from "node:path";
import { csvField } from "../../data/import/csv-field.js";
import type { RowSequence } from "../../data/sequences.js";
import { fitInteractions, splitTargets } from "../../data/split-targets.js";
import { createTasks } from "../../data/tasks.js";
import { writeFileAtomic } from "../../files.js";
import type { RecommendationTask } from "../../types.js";
import { assertWritableFolder } from "../../writable.js";
import {
  addCandidateFlag,
  addTaskSelection,
  type CandidateFlags,
  loadNamedDataset,
  type TaskSelection,
} from "../data-flags.js";
import { type Io, printResult } from "../io.js";

const EXAMPLES = `
Writes two files, from which any program can rank the same tasks under the same protocol:
tasks.jsonl        task_id, user_id, history and candidates (item ids, oldest first); not the held-out items
interactions.csv   user_id, item_id, timestamp: all that a model for these tasks may be trained on

Rank the candidates, write a table with task_id, item_id and rank or score, and evaluate it with the same flags.

Example:
  $ star data tasks --dataset movielens-100k --data-dir data/movielens-100k --out tasks
  $ star evaluate --policy ease,mine=file:ranks.parquet --dataset movielens-100k --data-dir data/movielens-100k`;

interface TasksFlags extends TaskSelection, CandidateFlags {
  readonly out: string;
  readonly json?: boolean;
}

/** Adds `star data tasks`. */
export function addTasksCommand(data: Command, io: Io): void {
  addCandidateFlag(addTaskSelection(data.command("tasks")), ["uniform", "popularity"])
    .description("Write tasks and training data for other programs, without held-out items")
    .requiredOption("--out <dir>", "folder for tasks.jsonl and interactions.csv")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((flags: TasksFlags) => tasksCommand(flags, io));
}

async function tasksCommand(flags: TasksFlags, io: Io): Promise<void> {
  const { split, scenario, seed, draws, candidates, tasks: limit, out, json } = flags;
  await assertWritableFolder(out, "--out");
  const dataset = await loadNamedDataset(flags, io);
  const protocol = splitTargets(dataset);
  const selection = { split, scenario, seed, draws, candidates, protocol };
  const { tasks } = createTasks(dataset, { ...selection, ...(limit !== undefined && { limit }) });
  const sequences = fitInteractions(dataset, split, protocol);
  await writeFileAtomic(join(out, "tasks.jsonl"), taskLines(tasks));
  await writeFileAtomic(join(out, "interactions.csv"), interactionRows(sequences));
  const interactions = sequences.reduce((sum, { length }) => sum + length, 0);
  const value = { out, tasks: tasks.length, interactions };
  const text = () => `${tasks.length} tasks and ${interactions} interactions written to ${out}.`;
  printResult(io, { json, value, text });
}

function* taskLines(tasks: readonly RecommendationTask[]): Generator<string> {
  for (const { id, userId, history, candidates } of tasks) {
    const itemIds = history.map(({ itemId }) => itemId);
    yield `${JSON.stringify({ task_id: id, user_id: userId, history: itemIds, candidates })}\n`;
  }
}

function* interactionRows(sequences: readonly RowSequence[]): Generator<string> {
  yield "user_id,item_id,timestamp\n";
  for (const sequence of sequences) {
    const user = csvField(sequence.userId);
    const rows = sequence.interactions.map(
      ({ itemId, timestamp }) => `${user},${csvField(itemId)},${timestamp}\n`,
    );
    yield rows.join("");
  }
}
