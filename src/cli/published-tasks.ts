import {
  type ReadPublishedTaskSet,
  readPublishedTasks,
} from "../data/published/read-published-tasks.js";
import { StarError } from "../errors.js";
import type { Dataset, RecommendationTask } from "../types.js";
import type { CandidateFlags, TaskFlags } from "./data-flags.js";
import type { Io } from "./io.js";
import { loadOrFitIndex, type PreparedData } from "./prepare.js";

/**
 * Reads published tasks and loads or fits the index of their dataset.
 *
 * @param onTasks - Called before the index is fitted.
 */
export async function preparePublishedTasks(
  source: Dataset,
  { path, ...flags }: TaskFlags & CandidateFlags & { readonly path: string },
  io: Io,
  onTasks: (tasks: readonly RecommendationTask[]) => Promise<void>,
): Promise<PreparedData> {
  assertDefaults(flags);
  const { seed, tasks: limit, index: directory } = flags;
  const published = await readPublishedTasks(source, { path, seed, limit });
  for (const note of describeChanges(published)) io.note(note);
  const { dataset, tasks } = published;
  assertTasks(path, tasks);
  await onTasks(tasks);
  const index = await loadOrFitIndex({ dataset, split: "test", directory }, io);
  return { dataset, tasks, split: "test", index, negatives: published.source };
}

/** Published tasks are of one split, scenario and draw, with candidates: theirs. */
function assertDefaults({ split, scenario, draws, candidates }: TaskFlags & CandidateFlags): void {
  const given = [
    ...(split === "test" ? [] : [`--split ${split}`]),
    ...(scenario === "classic" ? [] : [`--scenario ${scenario}`]),
    ...(draws === 1 ? [] : [`--draws ${draws}`]),
    ...(candidates === "uniform" ? [] : [`--candidates ${candidates}`]),
  ];
  if (given.length === 0) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `--tasks-from cannot be combined with ${given.join(" and ")}: the tasks are given.`,
    remedy: "Leave out one of them.",
  });
}

function assertTasks(path: string, tasks: readonly RecommendationTask[]): void {
  if (tasks.length > 0) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `No task of ${path} can be used.`,
    remedy: "Use the dataset that the tasks were made from.",
  });
}

function describeChanges({
  leftOut,
  addedItems,
  source,
}: ReadPublishedTaskSet<Dataset>): readonly string[] {
  const counts = {
    "tasks left out whose held-out item is already in the history": leftOut.repeatedTarget,
    "tasks left out of users without an interaction before the held-out one": leftOut.tooShort,
    "tasks left out of users whose first task has another held-out item": leftOut.otherTarget,
    "candidates added that the dataset lacks, without title and interactions": addedItems,
  };
  return Object.entries(counts).flatMap(([what, count]) =>
    count === 0 ? [] : [`${source}: ${count} ${what}.`],
  );
}
