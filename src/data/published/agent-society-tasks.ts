import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { StarError } from "../../errors.js";
import { onRead } from "../../file-error.js";
import { idSchema } from "../fields.js";
import { parseExactJson } from "../parse-exact-json.js";
import { parseRow, quoteValue } from "../parse-row.js";
import {
  assertDistinctCandidates,
  malformedTask,
  type PublishedTask,
  type PublishedTasks,
} from "./published-tasks.js";

const taskSchema = z.object({
  type: z.literal("recommendation", { error: "expected the type recommendation" }),
  user_id: idSchema,
  candidate_list: z.array(idSchema).min(2, { error: "expected at least two candidates" }),
});
const truthSchema = z.object({ "ground truth": idSchema });

/** `task_7.json`. */
const TASK_FILE = /^task_(\d+)\.json$/;

/**
 * Reads tasks in the form of AgentSociety, which AgentRecBench uses: a folder with `tasks/task_N.json`, with `user_id` and `candidate_list`, and
 * `groundtruth/groundtruth_N.json`, with the held-out item. In the order of N.
 *
 * @throws {StarError} `DATASET_MALFORMED` with file and value; `DATASET_NOT_FOUND` if the folder has no tasks.
 * @see AgentRecBench, arXiv 2505.19623
 */
export async function readAgentSocietyTasks(directory: string): Promise<PublishedTasks> {
  const folder = join(directory, "tasks");
  const names = await readdir(folder).catch(() => []);
  const numbers = names.flatMap((name) => TASK_FILE.exec(name)?.[1] ?? []);
  if (numbers.length === 0) {
    throw new StarError("DATASET_NOT_FOUND", {
      message: `There is no task_N.json in ${folder}.`,
      remedy: "Pass the folder that contains the folders tasks and groundtruth.",
    });
  }
  const tasks: PublishedTask[] = [];
  for (const number of numbers.toSorted((one, other) => Number(one) - Number(other))) {
    tasks.push(await readTask(directory, number));
  }
  return { source: basename(resolve(directory)), tasks };
}

async function readTask(directory: string, number: string): Promise<PublishedTask> {
  const place = join(directory, "tasks", `task_${number}.json`);
  const truthFile = join(directory, "groundtruth", `groundtruth_${number}.json`);
  const { user_id: userId, candidate_list: candidates } = await readObject(place, taskSchema);
  const { "ground truth": heldOut } = await readObject(truthFile, truthSchema);
  assertDistinctCandidates(place, candidates);
  if (candidates.includes(heldOut)) return { place, userId, candidates, heldOut };
  throw malformedTask(truthFile, {
    problem: `the ground truth is ${quoteValue(heldOut)}, which is no candidate of task_${number}.json`,
    remedy: "Pass the files of one version of the tasks.",
  });
}

async function readObject<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await onRead(file, readFile(file, "utf8"));
  let value: unknown;
  try {
    value = parseExactJson(text);
  } catch (cause) {
    throw malformedTask(file, {
      problem: `${quoteValue(text)} is not JSON`,
      remedy: "Write one JSON object per file.",
      cause,
    });
  }
  return parseRow(schema, value, { file, line: 1 });
}
