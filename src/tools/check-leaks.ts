import type { StructuredToolInterface } from "@langchain/core/tools";
import { fitCollaborativeIndex } from "../collaborative/collaborative-index.js";
import { userSequences } from "../data/sequences.js";
import { fitInteractions, type SplitProtocol, splitTargets } from "../data/targets.js";
import { createTasks, visible } from "../data/tasks.js";
import { SPLITS, type Dataset, type Interaction, type Split, type VisibleTask } from "../types.js";
import { createTools } from "./create-tools.js";
import { RECENT_CHOICES } from "./lookup-user-history.js";

export interface CheckLeaksOptions {
  readonly dataset: Dataset;
  /** Chooses the sample. Default 1. */
  readonly seed?: number;
  /** Tasks a split, of as many users. Default 50. */
  readonly samples?: number;
  readonly onProgress?: (progress: { readonly split: Split; readonly tasks: number }) => void;
}

/** A tool answer that changed when the interactions its task hides were taken out of the source. */
export interface Leak {
  readonly taskId: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, string | number>>;
  /** The first line that differs: with the hidden interactions in the source, and without. */
  readonly withHidden: string;
  readonly withoutHidden: string;
}

export interface LeakReport {
  readonly tasks: number;
  readonly answers: number;
  readonly leaks: readonly Leak[];
}

/**
 * Proves that no tool knows the future: answers every tool for a sample of tasks twice, once from the whole source and once
 * from a source in which the interactions that the tasks hide were never recorded, and compares the texts.
 */
export async function checkLeaks(options: CheckLeaksOptions): Promise<LeakReport> {
  const { dataset, onProgress } = options;
  const protocol = splitTargets(dataset);
  const reports: LeakReport[] = [];
  for (const split of SPLITS) {
    const report = await checkSplit(split, protocol, options);
    onProgress?.({ split, tasks: report.tasks });
    reports.push(report);
  }
  return {
    tasks: reports.reduce((sum, { tasks }) => sum + tasks, 0),
    answers: reports.reduce((sum, { answers }) => sum + answers, 0),
    leaks: reports.flatMap(({ leaks }) => leaks),
  };
}

async function checkSplit(
  split: Split,
  protocol: SplitProtocol,
  { dataset, seed = 1, samples = 50 }: CheckLeaksOptions,
): Promise<LeakReport> {
  const all = createTasks(dataset, { split, seed, protocol }).tasks.map(visible);
  const tasks = [...new Map(all.map((task) => [task.userId, task])).values()].slice(0, samples);
  const reduced = withoutFuture(dataset, tasks);
  const before = await toolsFor(dataset, split, protocol);
  const after = await toolsFor(reduced, split, protocol);
  const histories = new Map(
    userSequences(reduced.interactions).map(({ userId, interactions }) => [userId, interactions]),
  );
  const leaks: Leak[] = [];
  let answers = 0;
  for (const task of tasks) {
    const reducedTask = { ...task, history: histories.get(task.userId) ?? [] };
    for (const question of questions(task)) {
      const [withHidden, withoutHidden] = await Promise.all([
        answer(before, question, task),
        answer(after, question, reducedTask),
      ]);
      answers++;
      if (withHidden !== withoutHidden) {
        leaks.push({ taskId: task.id, ...question, ...firstDifference(withHidden, withoutHidden) });
      }
    }
  }
  return { tasks: tasks.length, answers, leaks };
}

/** The dataset as it was at the moment of the tasks: their users' interactions from the held-out item on are gone. */
function withoutFuture(dataset: Dataset, tasks: readonly VisibleTask[]): Dataset {
  const seen = new Map(tasks.map(({ userId, history }) => [userId, new Set<Interaction>(history)]));
  const interactions = dataset.interactions.filter((one) => seen.get(one.userId)?.has(one) ?? true);
  return { ...dataset, interactions };
}

async function toolsFor(dataset: Dataset, split: Split, protocol: SplitProtocol) {
  const sequences = fitInteractions(dataset, split, protocol);
  const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
  return createTools({ index, dataset });
}

interface Question {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, string | number>>;
}

/** Every tool, in every way that could show something else. */
function questions({ userId, history, candidates }: VisibleTask): Question[] {
  const user_id = userId;
  const latest = history.at(-1)?.itemId;
  const itemIds = [...(latest === undefined ? [] : [latest]), ...candidates];
  return [
    ...["recent", "long_term", "all"].map((window) => ({
      tool: "lookup_user_history",
      arguments: { user_id, window, limit: 1000 },
    })),
    { tool: "search_neighbors", arguments: { kind: "user", id: userId, k: 50 } },
    ...itemIds.map((id) => ({
      tool: "search_neighbors",
      arguments: { kind: "item", id, k: RECENT_CHOICES },
    })),
    { tool: "translate_evidence", arguments: { user_id, item_id: "candidates", focus: "all" } },
  ];
}

async function answer(
  tools: readonly StructuredToolInterface[],
  { tool: name, arguments: given }: Question,
  task: VisibleTask,
): Promise<string> {
  const tool = tools.find((one) => one.name === name);
  return String(await tool?.invoke(given, { context: { task } }));
}

function firstDifference(first: string, second: string) {
  const [ours, theirs] = [first.split("\n"), second.split("\n")];
  const at = ours.findIndex((line, number) => line !== theirs[number]);
  return { withHidden: ours[at] ?? "", withoutHidden: theirs[at] ?? "" };
}
