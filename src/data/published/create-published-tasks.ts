import { createRandom, shuffle } from "../../random.js";
import { formatTaskId } from "../../text/task-id.js";
import type {
  Dataset,
  Interaction,
  Item,
  ItemId,
  RecommendationTask,
  UserId,
} from "../../types.js";
import { toColumns } from "../columns/column-builder.js";
import type { InteractionColumns } from "../columns/interaction-columns.js";
import { toTitle } from "../fields.js";
import { quoteValue } from "../parse-row.js";
import { findSequence } from "../sequences.js";
import { splitTargets, type UserTargets } from "../split-targets.js";
import { weaklyMemoized } from "../weakly-memoized.js";
import { malformedTask, type PublishedTask, type PublishedTasks } from "./published-tasks.js";

/** Options of {@link readPublishedTasks}. */
export interface PublishedTaskOptions {
  /** Determines the order of candidates where the source leaves the held-out item to the dataset. Default 1. */
  readonly seed?: number;
  /** Candidates of a task where the source names negatives only: the first ones, and the held-out item. Default 20. */
  readonly candidateCount?: number;
  /** Maximum number of tasks, the first ones. Default: all. */
  readonly limit?: number | undefined;
}

/** Published tasks on a dataset. */
export interface PublishedTaskSet<Source extends Dataset> {
  /** The dataset of the tasks: their held-out items are the test targets of their users, which have no later interactions. */
  readonly dataset: Source;
  /** Of the test split, in the order of the source. */
  readonly tasks: readonly RecommendationTask[];
  readonly leftOut: {
    /** Tasks whose held-out item is already in the user's history. */
    readonly repeatedTarget: number;
    /** Tasks of users without an interaction before the held-out one. */
    readonly tooShort: number;
    /** Tasks of a user whose first task has another held-out item: a user has one test target. */
    readonly otherTarget: number;
  };
  /** Number of candidates that the dataset lacks: they were added to its catalog without a title. */
  readonly addedItems: number;
}

/** Largest share of the candidates that a dataset may lack; with more, it is another one than that of the tasks. */
const MAX_ADDED_SHARE = 0.1;

/**
 * Makes published tasks those of a dataset: the held-out item of a task becomes the test target of its user. Later interactions of the user are
 * removed, and the held-out interaction is added if the dataset lacks it, so that the split, fits and checks of a dataset apply unchanged.
 * Candidates that the dataset lacks, such as items whose only review was held out, are added to its catalog.
 *
 * @throws {StarError} `DATASET_MALFORMED` with the file, if the dataset lacks a user or more than a tenth of the candidates, or a task has too
 * few candidates.
 */
export function createPublishedTasks<Source extends Dataset>(
  source: Source,
  { source: name, tasks: published }: PublishedTasks,
  { seed = 1, candidateCount = 20, limit = Infinity }: PublishedTaskOptions = {},
): PublishedTaskSet<Source> {
  const selected = published.slice(0, limit);
  const columns = toColumns(source.interactions);
  for (const task of selected) assertKnownUser(task, source, columns);
  const added = findMissingItems(selected, source);
  const heldOut = new Map<UserId, ItemId | undefined>();
  for (const task of selected) {
    if (!heldOut.has(task.userId)) heldOut.set(task.userId, task.heldOut);
  }
  const dataset = {
    ...source,
    items: new Map([...source.items, ...added.map((item) => [item.id, item] as const)]),
    interactions: endAtHeldOut(columns, heldOut),
  };
  const users = new Map(splitTargets(dataset).users.map((user) => [user.userId, user]));
  const leftOut = { repeatedTarget: 0, tooShort: 0, otherTarget: 0 };
  const draws = new Map<UserId, number>();
  const tasks: RecommendationTask[] = [];
  for (const task of selected) {
    const user = users.get(task.userId);
    const [position] = user?.test ?? [];
    if (task.heldOut !== heldOut.get(task.userId)) leftOut.otherTarget++;
    else if (user === undefined || position === undefined) leftOut.tooShort++;
    else if (user.isRepeat(position)) leftOut.repeatedTarget++;
    else {
      const draw = draws.get(task.userId) ?? 0;
      draws.set(task.userId, draw + 1);
      const scenario = `published:${encodeURIComponent(name)}`;
      const identity = { dataset: source.name, scenario, position, draw, seed };
      tasks.push(createTask(task, user, { ...identity, candidateCount }));
    }
  }
  return { dataset, tasks, leftOut, addedItems: added.length };
}

const OTHER_DATASET = "Use the dataset that the tasks were made from, with the same ids.";

function assertKnownUser(
  { place, userId }: PublishedTask,
  { name }: Dataset,
  columns: InteractionColumns,
): void {
  if (findSequence(columns, userId) !== undefined) return;
  throw malformedTask(place, {
    problem: `${name} has no interaction of user ${quoteValue(userId)}`,
    remedy: OTHER_DATASET,
  });
}

/** The candidates that the dataset lacks, without a title. */
function findMissingItems(tasks: readonly PublishedTask[], { name, items }: Dataset): Item[] {
  const distinct = new Map<ItemId, string>();
  for (const { candidates, place } of tasks) {
    for (const item of candidates) if (!distinct.has(item)) distinct.set(item, place);
  }
  const missing = [...distinct.keys()].filter((item) => !items.has(item));
  const [first] = missing;
  if (first !== undefined && missing.length > MAX_ADDED_SHARE * distinct.size) {
    throw malformedTask(distinct.get(first) ?? "", {
      problem: `${name} has no item ${quoteValue(first)}, and lacks ${missing.length} of ${distinct.size} candidates`,
      remedy: OTHER_DATASET,
    });
  }
  return missing.map((id) => ({ id, title: toTitle(undefined), categories: [] }));
}

/** The interactions with the held-out items last in the sequences of their users. */
function endAtHeldOut(
  columns: InteractionColumns,
  heldOut: ReadonlyMap<UserId, ItemId | undefined>,
): InteractionColumns {
  const removed = new Set<number>();
  const added: Interaction[] = [];
  for (const [userId, itemId] of heldOut) {
    const sequence = itemId === undefined ? undefined : findSequence(columns, userId);
    if (itemId === undefined || sequence === undefined) continue;
    const position = sequence.itemIds.lastIndexOf(itemId);
    if (position === -1) {
      added.push({ userId, itemId, timestamp: sequence.timeAt(sequence.length - 1) });
      continue;
    }
    for (let later = position + 1; later < sequence.length; later++) {
      removed.add(sequence.rowAt(later));
    }
  }
  const kept = removed.size === 0 ? columns : columns.filter((row) => !removed.has(row));
  return added.length === 0 ? kept : toColumns(joined(kept, added));
}

function* joined(first: Iterable<Interaction>, second: Iterable<Interaction>) {
  yield* first;
  yield* second;
}

interface TaskParts {
  readonly dataset: string;
  /** In place of the scenario in the ID. */
  readonly scenario: string;
  readonly position: number;
  readonly draw: number;
  readonly seed: number;
  readonly candidateCount: number;
}

function createTask(
  task: PublishedTask,
  user: UserTargets,
  { candidateCount, position, ...parts }: TaskParts,
): RecommendationTask {
  const { userId } = user;
  const heldOut = user.itemIdAt(position);
  const { dataset, draw, seed } = parts;
  const id = formatTaskId({ ...parts, split: "test", userId, position });
  const historyOf = weaklyMemoized(() => user.interactions.slice(0, position));
  return {
    id,
    dataset,
    scenario: "classic",
    split: "test",
    draw,
    seed,
    userId,
    // Created when read, as the histories of createTasks.
    get history() {
      return historyOf();
    },
    candidates:
      task.heldOut === undefined
        ? addHeldOut(task, heldOut, { id, candidateCount })
        : task.candidates,
    heldOut,
  };
}

/** The first negatives and the held-out item, shuffled, as LLMRank makes its candidates. */
function addHeldOut(
  { place, candidates }: PublishedTask,
  heldOut: ItemId,
  { id, candidateCount }: { readonly id: string; readonly candidateCount: number },
): readonly ItemId[] {
  const negatives = candidates.filter((item) => item !== heldOut).slice(0, candidateCount - 1);
  if (negatives.length === candidateCount - 1) {
    return shuffle([heldOut, ...negatives], createRandom("published candidates", id));
  }
  throw malformedTask(place, {
    problem: `${negatives.length} candidates other than the held-out item, expected at least ${candidateCount - 1}`,
    remedy: "Pass a file with more candidates per user.",
  });
}
